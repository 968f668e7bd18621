//! Capability sets of ours (H.245 §7.2, H.323 §6.2.8.1).

use tolk_asn1::h245::{
    AlternativeCapabilitySet, Capability, CapabilityDescriptor, CapabilityDescriptorNumber,
    CapabilityTableEntry, CapabilityTableEntryNumber, H2250Capability, H2250CapabilityMcCapability,
    MediaDistributionCapability, MediaPacketizationCapability, MultiplexCapability,
    MultipointCapability, RTPPayloadType, RTPPayloadTypePayloadDescriptor, SequenceNumber,
    TerminalCapabilitySet, UserInputCapability,
};
use tolk_asn1::types::ObjectIdentifier;
use tolk_model::codec::{CodecLimits, CodecParameters, Packetization};
use tolk_model::{MediaDescription, MediaKind};

use super::channel::picture_rate;
use super::{audio, h241, video};

/// How much of our capabilities is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Capacity {
    /// Everything.
    Full,
    /// One codec of sound and one of pictures, for who refused more.
    Least,
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
        let rate = picture_rate(local);
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
