//! Media both ways: what is written is read as it was meant, and what a stranger writes is understood.
#![allow(
    clippy::indexing_slicing,
    reason = "a test that misses its place fails"
)]

use tolk_asn1::h245::{
    AudioCapability, Capability, CapabilityIdentifier, CapabilityTableEntry,
    CapabilityTableEntryNumber, GenericCapability, GenericParameter, H245TransportAddress,
    MediaPacketizationCapability, MultiplexCapability, ParameterIdentifier, ParameterValue,
    RTPPayloadType, RTPPayloadTypePayloadDescriptor, UnicastAddress, VideoCapability,
};
use tolk_asn1::types::{ObjectIdentifier, OctetString};
use tolk_model::codec::{
    CodecLimits, CodecParameters, H264, H264Profile, Packetization, PictureFormats,
};
use tolk_model::media::Flow;
use tolk_model::{BitRate, Codec, PayloadType, StreamRole};

use super::set::{Capacity, capability_set};
use super::table::Table;
use super::{address, channel, h241, video};

fn h264(profile: H264Profile, level: u8) -> H264 {
    H264 {
        profile,
        level,
        packetization: Packetization::NonInterleaved,
        asymmetry_allowed: true,
        max_mbps: None,
        max_fs: None,
        max_br: None,
    }
}

fn parameter(id: u8, value: ParameterValue) -> GenericParameter {
    GenericParameter::new(ParameterIdentifier::standard(id), value)
}

fn generic(parameters: Vec<GenericParameter>) -> GenericCapability {
    let oid = ObjectIdentifier::new(h241::CAPABILITY).unwrap();
    let mut generic = GenericCapability::new(CapabilityIdentifier::standard(oid));
    generic.collapsing = Some(parameters);
    generic
}

#[test]
fn h264_is_read_as_it_was_written() {
    for profile in [H264Profile::Baseline, H264Profile::Main, H264Profile::High] {
        for level in [9, 10, 11, 13, 20, 22, 30, 31, 32, 40, 42, 51, 52] {
            let ours = h264(profile, level);
            let written = h241::write(&ours, Some(BitRate::kbps(768))).unwrap();
            let read = h241::read(&written).unwrap();
            assert_eq!(read.profiles, [profile], "{level}");
            assert_eq!(read.with(profile, ours.packetization), ours);
            let most = BitRate::kbps(ours.limits().2.into()).min(BitRate::kbps(768));
            assert_eq!(read.max_bitrate, Some(most), "{level}");
        }
    }
}

#[test]
fn limits_beyond_the_level_have_units_of_their_own() {
    let ours = H264 {
        max_mbps: Some(108_000),
        max_fs: Some(3_840),
        max_br: Some(4_000),
        ..h264(H264Profile::Baseline, 13)
    };
    let written = h241::write(&ours, None).unwrap();
    let value = |id| {
        written.collapsing.iter().flatten().find_map(|p| {
            (p.parameter_identifier == ParameterIdentifier::standard(id))
                .then(|| p.parameter_value.clone())
        })
    };
    // H.241 table 8: 500 macroblocks a second, 256 macroblocks, 25 000 bit/s.
    assert_eq!(value(3), Some(ParameterValue::unsignedMin(216)));
    assert_eq!(value(4), Some(ParameterValue::unsignedMin(15)));
    assert_eq!(value(6), Some(ParameterValue::unsignedMin(160)));
    assert_eq!(value(41), Some(ParameterValue::booleanArray(64)));
    assert_eq!(value(42), Some(ParameterValue::unsignedMin(36)));
    let read = h241::read(&written).unwrap();
    assert_eq!(read.with(H264Profile::Baseline, ours.packetization), ours);
}

#[test]
fn h264_of_strangers_is_understood() {
    // Two profiles at once, a level between two, a limit below the level's, parameters that nobody knows.
    let both = generic(vec![
        parameter(41, ParameterValue::booleanArray(64 | 8 | 1)),
        parameter(42, ParameterValue::unsignedMin(75)),
        parameter(3, ParameterValue::unsignedMin(10)),
        parameter(200, ParameterValue::logical(())),
        parameter(7, ParameterValue::genericParameter(Vec::new())),
    ]);
    let read = h241::read(&both).unwrap();
    assert_eq!(read.profiles, [H264Profile::Baseline, H264Profile::High]);
    assert_eq!((read.level, read.max_mbps), (31, None));
    // Without a profile, without a level, of another codec.
    let level = parameter(42, ParameterValue::unsignedMin(64));
    let profile = parameter(41, ParameterValue::booleanArray(64));
    assert_eq!(h241::read(&generic(vec![level.clone()])), None);
    assert_eq!(h241::read(&generic(vec![profile.clone()])), None);
    let unknown = parameter(41, ParameterValue::booleanArray(1));
    assert_eq!(h241::read(&generic(vec![unknown, level.clone()])), None);
    let mut other = generic(vec![profile.clone(), level.clone()]);
    let oid = ObjectIdentifier::new(&[0, 0, 8, 239, 1, 2][..]).unwrap();
    other.capability_identifier = CapabilityIdentifier::standard(oid);
    assert_eq!(h241::read(&other), None);
    // In the other list, as some write it.
    let mut non = generic(Vec::new());
    (non.collapsing, non.non_collapsing) = (None, Some(vec![profile, level]));
    assert_eq!(h241::read(&non).unwrap().level, 30);
}

#[test]
fn h264_of_a_table_has_a_format_for_each_profile_and_packetization() {
    let mut local = crate::h245::tests::media(1);
    local.streams[1].receive = vec![
        format(H264Profile::High, Packetization::NonInterleaved, 102),
        format(H264Profile::High, Packetization::SingleNal, 103),
        format(H264Profile::Baseline, Packetization::NonInterleaved, 104),
    ];
    let set = capability_set(&local, 1, Capacity::Full).unwrap();
    let entries = set.capability_table.as_ref().unwrap();
    let pictures = entries.iter().filter(|e| {
        matches!(
            e.capability,
            Some(Capability::receiveVideoCapability(
                VideoCapability::genericVideoCapability(_)
            ))
        )
    });
    assert_eq!(pictures.count(), 2, "one for each profile");
    let mut table = Table::default();
    table.apply(&set).unwrap();
    let read = table.capabilities();
    let found: Vec<(H264Profile, Packetization)> = read
        .video
        .iter()
        .filter_map(|f| match f.parameters {
            CodecParameters::H264(h) => Some((h.profile, h.packetization)),
            _ => None,
        })
        .collect();
    assert_eq!(
        found,
        [
            (H264Profile::High, Packetization::NonInterleaved),
            (H264Profile::High, Packetization::SingleNal),
            (H264Profile::Baseline, Packetization::NonInterleaved),
            (H264Profile::Baseline, Packetization::SingleNal),
        ]
    );
    let mut numbers: Vec<u8> = read.video.iter().map(|f| f.payload_type.get()).collect();
    numbers.dedup();
    assert_eq!(numbers, [102, 103, 104, 105]);
    assert_eq!(read.video_bitrate, Some(BitRate::kbps(2_000)));
    assert!(read.alphanumeric && read.signal);
    // Who says nothing about packets takes one unit in each.
    let mut set = set;
    if let Some(MultiplexCapability::h2250Capability(h2250)) = &mut set.multiplex_capability {
        h2250.media_packetization_capability = MediaPacketizationCapability::new(false);
    }
    let mut table = Table::default();
    table.apply(&set).unwrap();
    assert_eq!(table.capabilities().video.len(), 2);
}

fn format(profile: H264Profile, packetization: Packetization, number: u8) -> CodecLimits {
    let h264 = H264 {
        packetization,
        ..h264(profile, 31)
    };
    CodecLimits {
        codec: Codec::H264,
        payload_type: PayloadType::new(number).unwrap(),
        rtx: None,
        clock_rate: 90_000,
        parameters: CodecParameters::H264(h264),
    }
}

#[test]
fn old_pictures_are_read_as_they_were_written() {
    let formats = PictureFormats {
        sqcif: None,
        qcif: Some(1),
        cif: Some(2),
        cif4: None,
        max_bitrate: Some(BitRate::kbps(320)),
    };
    for codec in [Codec::H261, Codec::H263] {
        let parameters = CodecParameters::Formats(formats);
        let written = video::write(codec, &parameters, Some(BitRate::kbps(1_920))).unwrap();
        let read = video::read(&written).unwrap();
        assert_eq!(read, video::Pictures::Formats(codec, formats));
    }
}

#[test]
fn sound_counts_milliseconds() {
    let mut local = crate::h245::tests::media(1);
    local.streams.truncate(1);
    local.streams[0].packet_time_ms = Some(30);
    let set = capability_set(&local, 1, Capacity::Full).unwrap();
    let first = set.capability_table.as_ref().unwrap()[0].capability.clone();
    assert_eq!(
        first,
        Some(Capability::receiveAudioCapability(
            AudioCapability::g722_64k(30)
        ))
    );
    let mut table = Table::default();
    table.apply(&set).unwrap();
    assert_eq!(table.capabilities().packet_time_ms, Some(30));
    let events = table.capabilities().audio.last().cloned().unwrap();
    assert_eq!(events.codec, Codec::TelephoneEvent);
    assert_eq!(events.payload_type.get(), 101);
}

#[test]
fn who_takes_nothing_writes_the_empty_set() {
    let mut local = crate::h245::tests::media(1);
    for stream in &mut local.streams {
        stream.flow = Flow::SendOnly;
    }
    let set = capability_set(&local, 9, Capacity::Full).unwrap();
    assert!(set.capability_table.is_none() && set.multiplex_capability.is_none());
    assert!(set.capability_descriptors.is_none());
}

#[test]
fn a_descriptor_with_sound_and_pictures_counts_before_one_with_sound() {
    let mut local = crate::h245::tests::media(1);
    let full = capability_set(&local, 1, Capacity::Full).unwrap();
    local.streams.truncate(1);
    let mut table = Table::default();
    table.apply(&full).unwrap();
    // A second descriptor, listed first, without pictures.
    let mut less = capability_set(&local, 2, Capacity::Full).unwrap();
    less.capability_table = Some(vec![{
        let mut entry = CapabilityTableEntry::new(CapabilityTableEntryNumber(40));
        entry.capability = Some(Capability::receiveAudioCapability(
            AudioCapability::g711Ulaw64k(20),
        ));
        entry
    }]);
    for descriptor in less.capability_descriptors.iter_mut().flatten() {
        descriptor.capability_descriptor_number.0 = 5;
    }
    table.apply(&less).unwrap();
    assert!(!table.capabilities().video.is_empty());
}

#[test]
fn addresses_that_lead_somewhere_are_read() {
    for text in ["192.0.2.1:4000", "[2001:db8::1]:4000"] {
        let there = text.parse().unwrap();
        assert_eq!(address::read(&address::write(there)), Some(there));
    }
    for text in ["0.0.0.0:4000", "192.0.2.1:0", "239.1.1.1:4000"] {
        let nowhere = text.parse().unwrap();
        assert_eq!(address::read(&address::write(nowhere)), None, "{text}");
    }
    let short = OctetString::from(vec![1, 2, 3]);
    let odd = H245TransportAddress::unicastAddress(UnicastAddress::netBios(short));
    assert_eq!(address::read(&odd), None);
}

#[test]
fn a_packetization_that_we_do_not_know_is_not_supported() {
    use tolk_asn1::h245::H2250LogicalChannelParametersMediaPacketization as Said;
    let ours = format(H264Profile::Baseline, Packetization::NonInterleaved, 102);
    let data = channel::data_type(&ours, 20, None).unwrap();
    let mut open = crate::h245::tests::olc(1, 2, data, &ours);
    let read = channel::read_forward(&open).unwrap();
    assert_eq!((read.role, &read.format), (StreamRole::Main, &ours));
    use tolk_asn1::h245::OpenLogicalChannelForwardLogicalChannelParametersMultiplexParameters as Multiplex;
    if let Multiplex::h2250LogicalChannelParameters(h2250) =
        &mut open.forward_logical_channel_parameters.multiplex_parameters
    {
        let interleaved = ObjectIdentifier::new(&[0, 0, 8, 241, 0, 0, 0, 2][..]).unwrap();
        let descriptor = RTPPayloadTypePayloadDescriptor::oid(interleaved);
        h2250.media_packetization = Some(Said::rtpPayloadType(RTPPayloadType::new(descriptor)));
    }
    assert_eq!(
        channel::read_forward(&open),
        Err(channel::DataError::NotSupported)
    );
}

#[test]
fn a_table_keeps_no_more_of_a_capability_than_is_read() {
    let parameter = GenericParameter::new(
        ParameterIdentifier::standard(1),
        ParameterValue::unsignedMin(1),
    );
    for oid in [h241::CAPABILITY, &[0, 0, 8, 241, 0, 0, 9][..]] {
        let identifier = ObjectIdentifier::new(oid).unwrap();
        let mut generic = GenericCapability::new(CapabilityIdentifier::standard(identifier));
        generic.collapsing = Some(vec![parameter.clone(); 5_000]);
        let mut entry = CapabilityTableEntry::new(CapabilityTableEntryNumber(1));
        let pictures = VideoCapability::genericVideoCapability(generic);
        entry.capability = Some(Capability::receiveVideoCapability(pictures));
        let ours = crate::h245::tests::media(1);
        let mut set = capability_set(&ours, 1, Capacity::Full).unwrap();
        set.capability_table = Some(vec![entry]);
        set.capability_descriptors = None;
        let mut table = Table::default();
        table.apply(&set).unwrap();
        let kept = format!("{table:?}").len();
        assert!(kept < 1_000, "{kept} of {oid:?}");
    }
}
