//! One component of a port: a path and its protection. With RTCP multiplexed a port has one, else two.

use std::net::{IpAddr, SocketAddr};
use std::os::fd::RawFd;
use std::time::Instant;

use super::dtls::{DtlsKeying, DtlsNews};
use super::ice::{IceNews, IcePath};
use super::latch::{Latch, Proof};
use super::stun::TransactionId;
use crate::net::{RawAddress, SendQueue};
use crate::rtp::{be16, be32};
use crate::srtp::{Srtp, SrtpError};

/// A socket of a component and its own address (not the advertised one).
#[derive(Clone, Copy, Debug)]
pub(crate) struct LocalSocket {
    pub(crate) address: SocketAddr,
    pub(crate) descriptor: RawFd,
}

/// How the peer is found.
pub(crate) enum Path {
    Latched(Latch, LocalSocket),
    Ice(Box<IcePath>),
}

/// How packets are protected.
pub(crate) enum Keying {
    /// Not at all.
    Plain,
    /// With keys from signalling, once both sides' are known.
    Sdes,
    /// With keys from a handshake.
    Dtls(Box<DtlsKeying>),
}

/// What became of a datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// It was the port's own business.
    Nothing,
    /// The first so many bytes are an RTP packet.
    Rtp(usize),
    /// The first so many bytes are a compound RTCP packet.
    Rtcp(usize),
    /// It was refused.
    Refused(Refusal),
}

/// Why a datagram was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Refusal {
    /// From an address that did not prove itself.
    Stranger,
    /// Keys are not known yet.
    NoKeys,
    /// SRTP said no.
    Forged,
    /// SRTP saw it before.
    Replayed,
    /// Nothing that belongs on this port.
    Unknown,
}

/// What a port has to tell its leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PortEvent {
    /// Packets can be sent and opened.
    Ready,
    /// The path broke.
    Lost,
    /// It came back.
    Back,
    /// The path failed for good.
    PathFailed,
    /// The handshake failed.
    KeysFailed,
}

/// One component.
pub(crate) struct Component {
    path: Path,
    keying: Keying,
    outgoing: Option<Srtp>,
    incoming: Option<Srtp>,
    ready: bool,
    /// When a packet of the peer's came last, opened and taken.
    heard: Option<Instant>,
    news: Vec<IceNews>,
    events: Vec<PortEvent>,
}

impl Component {
    pub(crate) fn new(path: Path, keying: Keying) -> Component {
        Component {
            path,
            keying,
            outgoing: None,
            incoming: None,
            ready: false,
            heard: None,
            news: Vec::new(),
            events: Vec::new(),
        }
    }

    /// The path, to tell it what signalling says.
    pub(crate) fn path_mut(&mut self) -> &mut Path {
        &mut self.path
    }

    /// The agent, when there is one.
    pub(crate) fn ice(&mut self) -> Option<&mut IcePath> {
        match &mut self.path {
            Path::Ice(ice) => Some(ice),
            Path::Latched(..) => None,
        }
    }

    /// Where the peer was found, when it was looked for by its packets.
    pub(crate) fn found_at(&self) -> Option<IpAddr> {
        match &self.path {
            Path::Latched(latch, _) => latch.locked().map(|address| address.ip()),
            Path::Ice(_) => None,
        }
    }

    /// Where the other component's packets come from.
    pub(crate) fn set_near(&mut self, near: Option<IpAddr>) {
        if let Path::Latched(latch, _) = &mut self.path {
            latch.set_near(near);
        }
    }

    /// Whether packets are exchanged with this address, and when the last one of the peer's came.
    pub(crate) fn heard_at(&self, address: SocketAddr) -> Option<Instant> {
        let (.., peer) = self.target()?;
        self.heard.filter(|_| peer == address)
    }

    /// RTCP moves between the components of a port whose keys stay: see [`Srtp::take_over_reports`].
    pub(crate) fn take_over_reports(&mut self, other: &Component) {
        // With DTLS each component has keys of its own.
        if !matches!(self.keying, Keying::Sdes) {
            return;
        }
        let pairs = [
            (&mut self.outgoing, &other.outgoing),
            (&mut self.incoming, &other.incoming),
        ];
        for (ours, theirs) in pairs {
            if let (Some(ours), Some(theirs)) = (ours, theirs) {
                ours.take_over_reports(theirs);
            }
        }
    }

    /// Whether sending one number twice with different headers would betray the key (AES-GCM: the nonce is the number).
    pub(crate) fn forbids_repeats(&self) -> bool {
        self.outgoing.as_ref().is_some_and(Srtp::is_gcm)
    }

    /// Whether this component has keys of its own kind, for `/debug`.
    pub(crate) fn is_protected(&self) -> bool {
        self.outgoing.is_some()
    }

    /// Packets can be sent and opened.
    pub(crate) fn is_ready(&self) -> bool {
        self.ready
    }

    /// What we protect with.
    pub(crate) fn set_outgoing(&mut self, outgoing: Srtp) {
        self.outgoing = Some(outgoing);
    }

    /// What the peer protects with.
    pub(crate) fn set_incoming(&mut self, incoming: Srtp) {
        self.incoming = Some(incoming);
    }

    /// Whose certificate to expect, and our part.
    pub(crate) fn expect(
        &mut self,
        now: Instant,
        fingerprint: &tolk_model::media::Fingerprint,
        client: bool,
    ) {
        let Keying::Dtls(dtls) = &mut self.keying else {
            return;
        };
        if dtls.expect(fingerprint, client) {
            self.outgoing = None;
            self.incoming = None;
            self.ready = false;
            if self.target().is_some() {
                self.path_ready(now);
            }
        }
    }

    /// One datagram; RTP and RTCP are opened in place. Told apart by the first byte (RFC 7983).
    pub(crate) fn input(
        &mut self,
        now: Instant,
        local: SocketAddr,
        from: SocketAddr,
        bytes: &mut [u8],
    ) -> Input {
        match bytes.first() {
            Some(0..=3) => match &mut self.path {
                Path::Ice(ice) => {
                    if ice.input(now, local, from, bytes) {
                        Input::Nothing
                    } else {
                        Input::Refused(Refusal::Forged)
                    }
                }
                Path::Latched(..) => Input::Refused(Refusal::Unknown),
            },
            Some(20..=63) => self.handshake(now, local, from, bytes),
            Some(128..=191) => self.media(now, local, from, bytes),
            _ => Input::Refused(Refusal::Unknown),
        }
    }

    fn handshake(
        &mut self,
        now: Instant,
        local: SocketAddr,
        from: SocketAddr,
        bytes: &[u8],
    ) -> Input {
        if !self.admits(now, local, from) {
            return Input::Refused(Refusal::Stranger);
        }
        let Keying::Dtls(dtls) = &mut self.keying else {
            return Input::Refused(Refusal::Unknown);
        };
        let news = dtls.input(now, bytes);
        self.handshake_news(news);
        Input::Nothing
    }

    fn handshake_news(&mut self, news: Option<DtlsNews>) {
        match news {
            Some(DtlsNews::Keys(keys)) => {
                let (outgoing, incoming) = *keys;
                self.set_outgoing(outgoing);
                self.set_incoming(incoming);
            }
            Some(DtlsNews::Failed) => self.events.push(PortEvent::KeysFailed),
            None => {}
        }
    }

    fn media(
        &mut self,
        now: Instant,
        local: SocketAddr,
        from: SocketAddr,
        bytes: &mut [u8],
    ) -> Input {
        if !self.admits(now, local, from) {
            return Input::Refused(Refusal::Stranger);
        }
        // RFC 5761 §4: packet types 192 to 223 are RTCP on a multiplexed port.
        let report = bytes.get(1).is_some_and(|kind| (192..=223).contains(kind));
        let opened = match (&mut self.incoming, &self.keying) {
            (Some(srtp), _) if report => srtp.unprotect_rtcp(bytes),
            (Some(srtp), _) => srtp.unprotect(bytes),
            (None, Keying::Plain) => Ok(bytes.len()),
            (None, _) => return Input::Refused(Refusal::NoKeys),
        };
        match opened {
            Ok(length) => {
                let proof = match &self.incoming {
                    Some(_) => Proof::Keyed,
                    None => plausible(bytes, report),
                };
                if let Path::Latched(latch, _) = &mut self.path
                    && !latch.hear(now, from, proof)
                {
                    return Input::Refused(Refusal::Stranger);
                }
                self.heard = Some(now);
                if report {
                    Input::Rtcp(length)
                } else {
                    Input::Rtp(length)
                }
            }
            Err(SrtpError::Replayed) => Input::Refused(Refusal::Replayed),
            Err(_) => Input::Refused(Refusal::Forged),
        }
    }

    fn admits(&mut self, now: Instant, local: SocketAddr, from: SocketAddr) -> bool {
        match &mut self.path {
            Path::Ice(ice) => ice.admits(now, local, from),
            Path::Latched(latch, _) => latch.admits(now, from),
        }
    }

    /// Timers, what the machines want to send, and what they have to tell. Call it after every input and every few
    /// milliseconds.
    pub(crate) fn pump(
        &mut self,
        now: Instant,
        queue: &mut SendQueue,
        events: &mut Vec<PortEvent>,
    ) {
        if let Path::Ice(ice) = &mut self.path {
            ice.tick(now);
            ice.pump(queue, &mut self.news);
        }
        for news in std::mem::take(&mut self.news) {
            match news {
                IceNews::Selected => self.path_ready(now),
                IceNews::Lost => self.events.push(PortEvent::Lost),
                IceNews::Back => self.events.push(PortEvent::Back),
                IceNews::Failed => self.events.push(PortEvent::PathFailed),
            }
        }
        let target = self.target();
        if let Keying::Dtls(dtls) = &mut self.keying {
            let news = dtls.tick(now);
            if let Some((socket, to, _)) = target {
                while let Some(datagram) = dtls.output() {
                    if let Some(slot) = queue.slot().get_mut(..datagram.len()) {
                        slot.copy_from_slice(&datagram);
                        queue.commit(socket, &to, datagram.len());
                    }
                }
            }
            self.handshake_news(news);
        }
        let keyed = matches!(self.keying, Keying::Plain)
            || self.outgoing.is_some() && self.incoming.is_some();
        if !self.ready && keyed && target.is_some() {
            self.ready = true;
            self.events.push(PortEvent::Ready);
        }
        events.append(&mut self.events);
    }

    fn path_ready(&mut self, now: Instant) {
        if let Keying::Dtls(dtls) = &mut self.keying {
            let news = dtls.path_ready(now);
            self.handshake_news(news);
        }
    }

    fn target(&self) -> Option<(RawFd, RawAddress, SocketAddr)> {
        match &self.path {
            Path::Ice(ice) => ice.target(),
            Path::Latched(latch, socket) => latch
                .target()
                .map(|peer| (socket.descriptor, RawAddress::new(peer), peer)),
        }
    }

    /// Protects and queues the plain packet in the first `length` bytes of the queue's slot. `false` when there is no way yet.
    pub(crate) fn send(&mut self, queue: &mut SendQueue, length: usize, report: bool) -> bool {
        if !self.ready {
            return false;
        }
        let Some((socket, to, _)) = self.target() else {
            return false;
        };
        let slot = queue.slot();
        let protected = match &mut self.outgoing {
            Some(srtp) if report => srtp.protect_rtcp(slot, length),
            Some(srtp) => srtp.protect(slot, length),
            None => Ok(length),
        };
        let Ok(length) = protected else {
            return false;
        };
        queue.commit(socket, &to, length);
        true
    }

    /// Requests that left since the last call, for the demux.
    pub(crate) fn take_requests(&mut self) -> Vec<TransactionId> {
        self.ice()
            .map(|ice| std::mem::take(&mut ice.requests))
            .unwrap_or_default()
    }

    /// An address that proved itself since the last call, for the demux.
    pub(crate) fn take_proven(&mut self) -> Option<SocketAddr> {
        self.ice().and_then(|ice| ice.proven.take())
    }
}

/// What a packet without protection says for its source.
fn plausible(packet: &[u8], report: bool) -> Proof {
    let at = if report { 4 } else { 8 };
    Proof::Plausible {
        ssrc: packet.get(at..at + 4).map_or(0, be32),
        sequence: packet.get(2..4).filter(|_| !report).map(be16),
    }
}
