//! Their capability table, kept and read (H.245 §7.2, H.323 §6.2.8.1).

use std::collections::BTreeMap;

use tolk_asn1::h245::{
    Capability, CapabilityDescriptor, CapabilityTableEntryNumber, MediaPacketizationCapability,
    MultiplexCapability, RTPPayloadTypePayloadDescriptor, TerminalCapabilitySet,
    TerminalCapabilitySetRejectCause,
    TerminalCapabilitySetRejectCauseTableEntryCapacityExceeded as Exceeded, UserInputCapability,
};
use tolk_model::codec::{CodecLimits, CodecParameters, Packetization};
use tolk_model::{BitRate, Codec, PayloadType};

use super::audio;
use super::channel::is_same_format;
use super::h241;
use super::video::{self, Pictures};

/// What one side can receive, as far as we speak of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Capabilities {
    /// Sound, most wanted first, telephone events among it.
    pub(crate) audio: Vec<CodecLimits>,
    /// Pictures, most wanted first.
    pub(crate) video: Vec<CodecLimits>,
    /// Longest packet of sound, milliseconds.
    pub(crate) packet_time_ms: Option<u16>,
    /// The least that all codecs of pictures allow.
    pub(crate) video_bitrate: Option<BitRate>,
    /// Digits by `alphanumeric`.
    pub(crate) alphanumeric: bool,
    /// Digits by `signal`.
    pub(crate) signal: bool,
}

/// What we understand of an entry. The rest is not kept: a set may hold much that nobody here speaks, and each of any length.
#[derive(Clone, Debug)]
enum Entry {
    Sound(Codec, u16, PayloadType),
    Events(Vec<CodecLimits>),
    Pictures(Pictures),
    Alphanumeric,
    Signal,
    /// Descriptors may name it all the same.
    Other,
}

impl Entry {
    fn read(capability: &Capability) -> Entry {
        match capability {
            Capability::receiveAudioCapability(sound)
            | Capability::receiveAndTransmitAudioCapability(sound) => audio::read(sound)
                .and_then(|(codec, ms)| {
                    let number = audio::static_payload_type(codec)?;
                    Some(Entry::Sound(codec, ms, number))
                })
                .unwrap_or(Entry::Other),
            Capability::receiveRTPAudioTelephonyEventCapability(events) => {
                Entry::Events(audio::read_events(events).into_iter().collect())
            }
            Capability::receiveVideoCapability(picture)
            | Capability::receiveAndTransmitVideoCapability(picture) => {
                video::read(picture).map_or(Entry::Other, Entry::Pictures)
            }
            Capability::receiveUserInputCapability(input)
            | Capability::receiveAndTransmitUserInputCapability(input) => match input {
                UserInputCapability::basicString(())
                | UserInputCapability::iA5String(())
                | UserInputCapability::generalString(()) => Entry::Alphanumeric,
                UserInputCapability::dtmf(()) => Entry::Signal,
                _ => Entry::Other,
            },
            _ => Entry::Other,
        }
    }
}

/// Their capability table and descriptors as the sets that came have left them: a set adds, replaces and removes entries (H.245 §B.2.2).
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    entries: BTreeMap<u16, Entry>,
    descriptors: BTreeMap<u8, Vec<Vec<u16>>>,
    packetization: Vec<Packetization>,
}

impl Table {
    /// Takes a set that is not empty.
    ///
    /// # Errors
    /// Why it is rejected; the table is then as before.
    pub(crate) fn apply(
        &mut self,
        set: &TerminalCapabilitySet,
    ) -> Result<(), TerminalCapabilitySetRejectCause> {
        let mut next = self.clone();
        if let Some(MultiplexCapability::h2250Capability(h2250)) = &set.multiplex_capability {
            next.packetization = packetizations(&h2250.media_packetization_capability);
        }
        let mut last = None;
        for entry in set.capability_table.iter().flatten() {
            let number = entry.capability_table_entry_number.0;
            match &entry.capability {
                None => drop(next.entries.remove(&number)),
                Some(capability) => {
                    if next.entries.len() >= MOST_ENTRIES && !next.entries.contains_key(&number) {
                        return Err(table_full(last));
                    }
                    next.entries.insert(number, Entry::read(capability));
                }
            }
            last = Some(number);
        }
        for descriptor in set.capability_descriptors.iter().flatten() {
            next.describe(descriptor)?;
        }
        *self = next;
        Ok(())
    }

    fn describe(
        &mut self,
        descriptor: &CapabilityDescriptor,
    ) -> Result<(), TerminalCapabilitySetRejectCause> {
        let number = descriptor.capability_descriptor_number.0;
        let Some(sets) = &descriptor.simultaneous_capabilities else {
            self.descriptors.remove(&number);
            return Ok(());
        };
        let sets: Vec<Vec<u16>> = sets
            .iter()
            .map(|set| set.0.iter().map(|entry| entry.0).collect())
            .collect();
        let held: usize = self.descriptors.values().flatten().map(Vec::len).sum();
        let more: usize = sets.iter().map(Vec::len).sum();
        if self.descriptors.len() >= MOST_DESCRIPTORS || held + more > MOST_MENTIONS {
            return Err(TerminalCapabilitySetRejectCause::descriptorCapacityExceeded(()));
        }
        if !sets
            .iter()
            .flatten()
            .all(|entry| self.entries.contains_key(entry))
        {
            return Err(TerminalCapabilitySetRejectCause::undefinedTableEntryUsed(()));
        }
        self.descriptors.insert(number, sets);
        Ok(())
    }

    /// What it means for us: of the descriptor that has sound and pictures, or the most of it; the first of equals. Without any
    /// descriptor, as some send it, all entries.
    pub(crate) fn capabilities(&self) -> Capabilities {
        let all = || self.entries.keys().copied().collect::<Vec<u16>>();
        let described = self.descriptors.values().map(|sets| {
            let entries: Vec<u16> = sets.iter().flatten().copied().collect();
            self.read(&entries)
        });
        let mut best: Option<Capabilities> = None;
        for read in described {
            if best.as_ref().is_none_or(|b| rank(b) < rank(&read)) {
                best = Some(read);
            }
        }
        let mut best = best.unwrap_or_else(|| self.read(&all()));
        // Digits do not compete with anything: wherever they are listed, they are understood.
        let whole = self.read(&all());
        best.alphanumeric |= whole.alphanumeric;
        best.signal |= whole.signal;
        best
    }

    fn read(&self, numbers: &[u16]) -> Capabilities {
        let mut read = Capabilities::default();
        let mut numbering = Numbering::default();
        for entry in numbers.iter().filter_map(|n| self.entries.get(n)) {
            self.add(&mut read, &mut numbering, entry);
        }
        read
    }

    fn add(&self, read: &mut Capabilities, numbering: &mut Numbering, entry: &Entry) {
        match entry {
            Entry::Sound(codec, ms, number) => {
                if !read.audio.iter().any(|c| c.codec == *codec) {
                    read.audio.push(audio::plain(*codec, *number));
                    let shortest = read.packet_time_ms.map_or(*ms, |before| before.min(*ms));
                    read.packet_time_ms = Some(shortest);
                }
            }
            Entry::Events(events) => {
                for event in events {
                    if !read.audio.iter().any(|c| c.codec == event.codec) {
                        read.audio.push(event.clone());
                    }
                }
            }
            Entry::Pictures(pictures) => self.add_pictures(read, numbering, pictures),
            Entry::Alphanumeric => read.alphanumeric = true,
            Entry::Signal => read.signal = true,
            Entry::Other => {}
        }
    }

    fn add_pictures(&self, read: &mut Capabilities, numbers: &mut Numbering, pictures: &Pictures) {
        if let Some(rate) = pictures.max_bitrate() {
            read.video_bitrate = Some(read.video_bitrate.map_or(rate, |before| before.max(rate)));
        }
        let mut found = Vec::new();
        match pictures {
            Pictures::Formats(codec, formats) => {
                if let Some(number) = audio::static_payload_type(*codec) {
                    let parameters = CodecParameters::Formats(*formats);
                    found.push(CodecLimits {
                        parameters,
                        ..audio::plain(*codec, number)
                    });
                }
            }
            Pictures::H264(h264) => {
                // H.241 §A: who names no packetization takes one NAL unit a packet.
                let only = [Packetization::SingleNal];
                let modes = match self.packetization.as_slice() {
                    [] => &only[..],
                    modes => modes,
                };
                for profile in h264.profiles.iter().rev() {
                    for mode in modes {
                        if let Some(number) = numbers.next() {
                            found.push(h264_limits(h264.with(*profile, *mode), number));
                        }
                    }
                }
            }
        }
        let room = MOST_FORMATS.saturating_sub(read.video.len());
        for limits in found.into_iter().take(room) {
            if !read
                .video
                .iter()
                .any(|known| is_same_format(known, &limits))
            {
                read.video.push(limits);
            }
        }
    }
}

fn rank(capabilities: &Capabilities) -> (bool, bool) {
    (
        !capabilities.audio.is_empty(),
        !capabilities.video.is_empty(),
    )
}

fn h264_limits(h264: tolk_model::codec::H264, number: PayloadType) -> CodecLimits {
    CodecLimits {
        parameters: CodecParameters::H264(h264),
        ..audio::plain(tolk_model::Codec::H264, number)
    }
}

fn table_full(last: Option<u16>) -> TerminalCapabilitySetRejectCause {
    let processed = match last {
        Some(last) => Exceeded::highestEntryNumberProcessed(CapabilityTableEntryNumber(last)),
        None => Exceeded::noneProcessed(()),
    };
    TerminalCapabilitySetRejectCause::tableEntryCapacityExceeded(processed)
}

/// Payload types for what has none on the wire: the sender of a channel chooses (H.245 `dynamicRTPPayloadType`), we number from 102
/// upward, as elsewhere.
#[derive(Default)]
struct Numbering(u8);

impl Numbering {
    fn next(&mut self) -> Option<PayloadType> {
        let number = PayloadType::new(FIRST_DYNAMIC + self.0)?;
        self.0 += 1;
        Some(number)
    }
}

fn packetizations(capability: &MediaPacketizationCapability) -> Vec<Packetization> {
    let listed = capability.rtp_payload_type.iter().flatten();
    let has = |wanted: &[u32]| {
        listed.clone().any(|t| match &t.payload_descriptor {
            RTPPayloadTypePayloadDescriptor::oid(oid) => **oid == *wanted,
            _ => false,
        })
    };
    let mut modes = Vec::new();
    if has(h241::NON_INTERLEAVED) {
        modes.push(Packetization::NonInterleaved);
    }
    modes.push(Packetization::SingleNal);
    modes
}

/// Entries of their table that are kept. The recommendation allows 256 in one set, and rooms send up to sixty.
const MOST_ENTRIES: usize = 256;
/// Descriptors that are kept; rooms send one to ten.
const MOST_DESCRIPTORS: usize = 64;
/// Mentions of entries in all descriptors.
const MOST_MENTIONS: usize = 4_096;
/// Formats of pictures that are told onward.
const MOST_FORMATS: usize = 20;
/// The first payload type that we give to what has none.
const FIRST_DYNAMIC: u8 = 102;
