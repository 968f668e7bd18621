//! Capability tables: ours written, theirs kept and read (H.245 §7.2, H.323 §6.2.8.1).

use std::collections::BTreeMap;

use tolk_asn1::h245::{
    AlternativeCapabilitySet, Capability, CapabilityDescriptor, CapabilityDescriptorNumber,
    CapabilityTableEntry, CapabilityTableEntryNumber, H2250Capability, H2250CapabilityMcCapability,
    MediaDistributionCapability, MediaPacketizationCapability, MultiplexCapability,
    MultipointCapability, RTPPayloadType, RTPPayloadTypePayloadDescriptor, SequenceNumber,
    TerminalCapabilitySet, TerminalCapabilitySetRejectCause,
    TerminalCapabilitySetRejectCauseTableEntryCapacityExceeded as Exceeded, UserInputCapability,
};
use tolk_asn1::types::ObjectIdentifier;
use tolk_model::codec::{CodecLimits, CodecParameters, Packetization};
use tolk_model::{BitRate, MediaDescription, MediaKind, PayloadType};

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

/// How much of our capabilities is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Capacity {
    /// Everything.
    Full,
    /// One codec of sound and one of pictures, for who refused more.
    Least,
}

/// Their capability table and descriptors as the sets that came have left them: a set adds, replaces and removes entries (H.245 §B.2.2).
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    entries: BTreeMap<u16, Capability>,
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
                    next.entries.insert(number, capability.clone());
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
        for capability in numbers.iter().filter_map(|n| self.entries.get(n)) {
            self.add(&mut read, &mut numbering, capability);
        }
        read
    }

    fn add(&self, read: &mut Capabilities, numbering: &mut Numbering, capability: &Capability) {
        match capability {
            Capability::receiveAudioCapability(sound)
            | Capability::receiveAndTransmitAudioCapability(sound) => {
                let known = audio::read(sound)
                    .and_then(|(codec, ms)| Some((codec, ms, audio::static_payload_type(codec)?)));
                if let Some((codec, ms, number)) = known
                    && !read.audio.iter().any(|c| c.codec == codec)
                {
                    read.audio.push(audio::plain(codec, number));
                    let shortest = read.packet_time_ms.map_or(ms, |before| before.min(ms));
                    read.packet_time_ms = Some(shortest);
                }
            }
            Capability::receiveRTPAudioTelephonyEventCapability(events) => {
                let is_new = |e: &CodecLimits| !read.audio.iter().any(|c| c.codec == e.codec);
                read.audio.extend(audio::read_events(events).filter(is_new));
            }
            Capability::receiveVideoCapability(picture)
            | Capability::receiveAndTransmitVideoCapability(picture) => {
                if let Some(pictures) = video::read(picture) {
                    self.add_pictures(read, numbering, &pictures);
                }
            }
            Capability::receiveUserInputCapability(input)
            | Capability::receiveAndTransmitUserInputCapability(input) => match input {
                UserInputCapability::basicString(())
                | UserInputCapability::iA5String(())
                | UserInputCapability::generalString(()) => read.alphanumeric = true,
                UserInputCapability::dtmf(()) => read.signal = true,
                _ => {}
            },
            _ => {}
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

/// Our set: what `local` receives. Without anything to receive it is the empty set, which stops the far end (H.323 §8.4.6).
pub(crate) fn capability_set(
    local: &MediaDescription,
    sequence: u8,
    capacity: Capacity,
) -> Option<TerminalCapabilitySet> {
    let identifier = ObjectIdentifier::new(PROTOCOL)?;
    let mut set = TerminalCapabilitySet::new(SequenceNumber(sequence), identifier);
    let mut writer = Writer {
        capacity,
        ..Writer::default()
    };
    writer.write(local);
    if writer.table.is_empty() {
        return Some(set);
    }
    writer.alone(Capability::receiveAndTransmitUserInputCapability(
        UserInputCapability::basicString(()),
    ));
    writer.alone(Capability::receiveAndTransmitUserInputCapability(
        UserInputCapability::dtmf(()),
    ));
    let h2250 = h2250(&writer.packetization);
    set.multiplex_capability = Some(MultiplexCapability::h2250Capability(h2250));
    set.capability_table = Some(writer.table);
    let mut descriptor = CapabilityDescriptor::new(CapabilityDescriptorNumber(0));
    descriptor.simultaneous_capabilities = Some(writer.simultaneous);
    set.capability_descriptors = Some(vec![descriptor]);
    Some(set)
}

struct Writer {
    capacity: Capacity,
    table: Vec<CapabilityTableEntry>,
    simultaneous: Vec<AlternativeCapabilitySet>,
    packetization: Vec<Packetization>,
}

impl Default for Writer {
    fn default() -> Writer {
        Writer {
            capacity: Capacity::Full,
            table: Vec::new(),
            simultaneous: Vec::new(),
            packetization: Vec::new(),
        }
    }
}

impl Writer {
    fn write(&mut self, local: &MediaDescription) {
        let receiving = || local.streams.iter().filter(|s| s.flow.receives());
        let rate = super::channel::picture_rate(local);
        for stream in receiving().filter(|s| s.role.kind() != MediaKind::Data) {
            let packet_ms = stream.packet_time_ms.unwrap_or(audio::PACKET_MS);
            let mut alternatives: Vec<Capability> = Vec::new();
            for limits in &stream.receive {
                let capability = match limits.codec.kind() {
                    MediaKind::Audio => audio::write(limits.codec, packet_ms)
                        .map(Capability::receiveAudioCapability),
                    MediaKind::Video => video::write(limits.codec, &limits.parameters, rate)
                        .map(Capability::receiveVideoCapability),
                    MediaKind::Data => None,
                };
                if let CodecParameters::H264(h264) = limits.parameters {
                    self.packetization.push(h264.packetization);
                }
                // Two packetizations of one profile are one capability.
                alternatives.extend(capability.filter(|c| !alternatives.contains(c)));
            }
            if self.capacity == Capacity::Least {
                alternatives.truncate(1);
            }
            self.together(alternatives);
            let events = stream.receive.iter().find(|c| is_event(c));
            if let Some(events) = events.and_then(audio::write_events) {
                self.alone(Capability::receiveRTPAudioTelephonyEventCapability(events));
            }
        }
    }

    fn alone(&mut self, capability: Capability) {
        self.together(vec![capability]);
    }

    /// Alternatives to each other, simultaneous with everything before.
    fn together(&mut self, alternatives: Vec<Capability>) {
        let mut numbers = Vec::new();
        for capability in alternatives {
            let Ok(number) = u16::try_from(self.table.len() + 1) else {
                break;
            };
            let number = CapabilityTableEntryNumber(number);
            let mut entry = CapabilityTableEntry::new(number.clone());
            entry.capability = Some(capability);
            self.table.push(entry);
            numbers.push(number);
        }
        if !numbers.is_empty() {
            self.simultaneous.push(AlternativeCapabilitySet(numbers));
        }
    }
}

fn is_event(limits: &CodecLimits) -> bool {
    limits.codec == tolk_model::Codec::TelephoneEvent && limits.clock_rate == 8_000
}

/// Unicast, centralised, no controller of ours: what every endpoint of H.323 has.
fn h2250(packetization: &[Packetization]) -> H2250Capability {
    let distribution = MediaDistributionCapability::new(true, false, true, false, true, false);
    let multipoint = MultipointCapability::new(false, false, vec![distribution]);
    let mut media = MediaPacketizationCapability::new(false);
    let modes = [
        (Packetization::SingleNal, h241::SINGLE_NAL),
        (Packetization::NonInterleaved, h241::NON_INTERLEAVED),
    ];
    let types: Vec<RTPPayloadType> = modes
        .iter()
        .filter(|(mode, _)| packetization.contains(mode))
        .filter_map(|(_, oid)| ObjectIdentifier::new(*oid))
        .map(|oid| RTPPayloadType::new(RTPPayloadTypePayloadDescriptor::oid(oid)))
        .collect();
    media.rtp_payload_type = (!types.is_empty()).then_some(types);
    H2250Capability::new(
        JITTER_MS,
        multipoint.clone(),
        multipoint.clone(),
        multipoint,
        H2250CapabilityMcCapability::new(false, false),
        false,
        media,
    )
}

/// H.245 version 13: the newest of whose words we use, and one that the field knows.
const PROTOCOL: &[u32] = &[0, 0, 8, 245, 0, 13];
/// `maximumAudioDelayJitter`: what our jitter buffer takes, milliseconds.
const JITTER_MS: u16 = 200;
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
