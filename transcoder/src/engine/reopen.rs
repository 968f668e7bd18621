//! Ports once more for a leg that has some: new ICE credentials (a restart), and whatever a new description needs that is not there.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use tolk_model::TransportId;
use tolk_model::media::{IceCredentials, SdesKey, SecurityKind, Transport};
use tolk_model::plan::{LocalMedia, MediaEvent, PortRequest, StreamRequest, TransportRequest};

use super::leg::leg_at_mut;
use super::open::{Opened, PORTS, STREAMS, local_stream, owner};
use super::shard::Shard;
use crate::net::UdpPort;
use crate::port::Component;

impl Shard {
    /// What is there stays where it is: addresses, sources, keys. ICE gets new credentials; the old path is kept until the peer
    /// has answered with its own new ones and a pair works. What is missing is opened.
    pub(super) fn reopen(&mut self, now: Instant, place: u32, request: &PortRequest) {
        let mut transports = Vec::new();
        for wanted in &request.transports {
            match self.reopen_port(now, place, wanted) {
                Ok(transport) => transports.push(transport),
                // What is there goes on; the streams that wanted this one are not told, and the core refuses them.
                Err(error) => {
                    let leg = self.leg(place).map(|leg| leg.id);
                    tracing::warn!(leg = leg.map(tracing::field::display), %error, "cannot open another port");
                }
            }
        }
        let opened: Vec<TransportId> = transports.iter().map(|t: &Transport| t.id).collect();
        let streams = self.reopen_streams(place, request, &opened);
        if let Some(leg) = self.leg(place) {
            let local = LocalMedia {
                transports,
                streams,
                cname: leg.cname.clone(),
            };
            let id = leg.id;
            self.outbox.tell(MediaEvent::Local(id, local));
        }
    }

    fn reopen_port(
        &mut self,
        now: Instant,
        place: u32,
        wanted: &TransportRequest,
    ) -> io::Result<Transport> {
        let found = self
            .leg(place)
            .and_then(|leg| leg.ports.iter().position(|port| port.id == wanted.id));
        match found {
            Some(index) if self.fits(place, index, wanted) => {
                Ok(self.refresh(place, index, wanted))
            }
            Some(index) => {
                let opened = self.open_port(now, place, index, wanted)?;
                Ok(self.put_port(place, index, wanted, opened))
            }
            None => {
                let index = self.leg(place).map_or(0, |leg| leg.ports.len());
                if index >= PORTS {
                    return Err(io::Error::from(io::ErrorKind::OutOfMemory));
                }
                let opened = self.open_port(now, place, index, wanted)?;
                Ok(self.put_port(place, index, wanted, opened))
            }
        }
    }

    /// Whether an open port is of the wanted kind.
    fn fits(&self, place: u32, index: usize, wanted: &TransportRequest) -> bool {
        let Some(leg) = self.leg(place) else {
            return false;
        };
        let (Some(have), Some(port)) = (leg.request.transports.get(index), leg.ports.get(index))
        else {
            return false;
        };
        have.shared == wanted.shared
            && have.ice.is_some() == wanted.ice.is_some()
            && have.security == wanted.security
            && (wanted.rtcp_mux || port.rtcp.is_some())
    }

    fn refresh(&mut self, place: u32, index: usize, wanted: &TransportRequest) -> Transport {
        let credentials = wanted.ice.map(|_| self.credentials());
        if let Some(credentials) = &credentials {
            self.stage(place, index, wanted, credentials);
        }
        let fresh = self.sdes_keys(wanted);
        let told = self.told(place, index, wanted);
        let mut keys = Vec::new();
        if let Some(leg) = self.leg_mut(place) {
            if let Some(port) = leg.ports.get_mut(index) {
                keep_keys(&mut port.keys, fresh, wanted.security);
                keys.clone_from(&port.keys);
            }
            if let Some(have) = leg.request.transports.get_mut(index) {
                *have = wanted.clone();
            }
        }
        self.describe(wanted, &told, credentials, &keys)
    }

    fn put_port(
        &mut self,
        place: u32,
        index: usize,
        wanted: &TransportRequest,
        opened: Opened,
    ) -> Transport {
        // What waits for the old sockets must leave before they close.
        self.queue.flush();
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
            return opened.transport;
        };
        match (
            leg.ports.get_mut(index),
            leg.request.transports.get_mut(index),
        ) {
            (Some(port), Some(have)) => {
                for old in &port.fragments {
                    self.demux.remove_fragment(old);
                }
                *port = opened.port;
                *have = wanted.clone();
            }
            _ => {
                leg.ports.push(opened.port);
                leg.request.transports.push(wanted.clone());
            }
        }
        opened.transport
    }

    fn reopen_streams(
        &mut self,
        place: u32,
        request: &PortRequest,
        opened: &[TransportId],
    ) -> Vec<tolk_model::plan::LocalStream> {
        let mut told = Vec::new();
        let possible = |s: &&StreamRequest| opened.contains(&s.transport);
        for wanted in request.streams.iter().filter(possible).take(STREAMS) {
            let Some((port, found, count)) = self.leg(place).map(|leg| {
                let port = leg.ports.iter().position(|p| p.id == wanted.transport);
                let found = leg.stream_index(wanted.stream);
                (port.unwrap_or(0), found, leg.streams.len())
            }) else {
                continue;
            };
            if found.is_none() && count < STREAMS {
                let stream = self.new_stream(port, wanted);
                if let Some(leg) = self.leg_mut(place) {
                    leg.streams.push(stream);
                }
            }
            let rtx = self.ssrc();
            let Some(leg) = self.leg_mut(place) else {
                continue;
            };
            if let Some(stream) = leg.streams.iter_mut().find(|s| s.id == wanted.stream) {
                stream.port = port;
                if wanted.rtx {
                    stream.out.rtx_ssrc.get_or_insert(rtx);
                }
                told.push(local_stream(stream));
            }
        }
        told
    }

    fn stage(
        &mut self,
        place: u32,
        index: usize,
        request: &TransportRequest,
        credentials: &IceCredentials,
    ) {
        let Some(port) = leg_at_mut(&mut self.legs, place).and_then(|leg| leg.ports.get_mut(index))
        else {
            return;
        };
        for component in 0..2 {
            if let Some(ice) = port.component(component).and_then(Component::ice) {
                ice.stage(credentials.clone());
            }
        }
        if request.shared {
            port.fragments.push(credentials.ufrag.clone());
            self.demux
                .add_fragment(&credentials.ufrag, owner(place, index, 0));
        }
    }

    /// For each component of an open port the addresses that peers are told.
    fn told(&self, place: u32, index: usize, request: &TransportRequest) -> Vec<Vec<SocketAddr>> {
        if request.shared {
            let home = self.shared_home(request);
            return vec![home.iter().map(|(_, told)| *told).collect()];
        }
        // Where it was opened: a peer that moved is sent to from there all the same.
        let port = self.leg(place).and_then(|leg| leg.ports.get(index));
        port.and_then(|port| Some((port.advertise?, port)))
            .map(|(ip, port)| {
                let told = |socket: &UdpPort| vec![SocketAddr::new(ip, socket.local().port())];
                port.own.iter().map(told).collect()
            })
            .unwrap_or_default()
    }
}

/// A suite that has a key keeps it, under the tag that is wanted now: what is under way goes on.
fn keep_keys(have: &mut Vec<SdesKey>, fresh: Vec<SdesKey>, security: SecurityKind) {
    if security != SecurityKind::Sdes {
        return;
    }
    let kept = fresh.into_iter().map(|fresh| SdesKey {
        key: have
            .iter()
            .find(|old| old.suite == fresh.suite)
            .map_or_else(|| fresh.key.clone(), |old| old.key.clone()),
        ..fresh
    });
    *have = kept.collect();
}
