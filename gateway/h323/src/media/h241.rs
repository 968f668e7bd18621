//! H.264 as a generic capability (H.241 §8.3, tables 4 and 8).

use tolk_asn1::h245::{
    CapabilityIdentifier, GenericCapability, GenericParameter, ParameterIdentifier, ParameterValue,
};
use tolk_asn1::types::ObjectIdentifier;
use tolk_model::BitRate;
use tolk_model::codec::{H264, H264Profile, Packetization, h264_level_limits};

/// What one capability says: its profiles share the limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct H264Capability {
    /// Profiles, most capable last.
    pub(crate) profiles: Vec<H264Profile>,
    /// The model's level number.
    pub(crate) level: u8,
    /// Macroblocks a second, where above the level's.
    pub(crate) max_mbps: Option<u32>,
    /// Macroblocks a frame, where above the level's.
    pub(crate) max_fs: Option<u32>,
    /// 1000 bit/s, where above the level's.
    pub(crate) max_br: Option<u32>,
    /// `maxBitRate`.
    pub(crate) max_bitrate: Option<BitRate>,
}

impl H264Capability {
    /// One profile of it, in a packetization.
    pub(crate) fn with(&self, profile: H264Profile, packetization: Packetization) -> H264 {
        H264 {
            profile,
            level: self.level,
            packetization,
            // Each direction is a channel of its own.
            asymmetry_allowed: true,
            max_mbps: self.max_mbps,
            max_fs: self.max_fs,
            max_br: self.max_br,
        }
    }
}

/// Reads it; `None` when it is another codec, or has no profile that we know.
pub(crate) fn read(generic: &GenericCapability) -> Option<H264Capability> {
    let CapabilityIdentifier::standard(identifier) = &generic.capability_identifier else {
        return None;
    };
    if **identifier != *CAPABILITY {
        return None;
    }
    // §8.3.2: parameters are collapsing; some write them otherwise.
    let lists = [&generic.collapsing, &generic.non_collapsing];
    let parameters = || lists.into_iter().flatten().flatten().take(MOST_PARAMETERS);
    let number = |wanted| parameters().find_map(|p| value(p, wanted));
    let bits = number(PROFILE)?;
    let profiles: Vec<H264Profile> = PROFILES
        .iter()
        .filter(|(bit, _)| bits & bit != 0)
        .map(|(_, profile)| *profile)
        .collect();
    if profiles.is_empty() {
        return None;
    }
    let level = level(number(LEVEL)?);
    let (mbps, fs, br) = h264_level_limits(level);
    let beyond = |id, unit: u32, of_level: u32| {
        let value = number(id)?.saturating_mul(unit);
        (value > of_level).then_some(value)
    };
    Some(H264Capability {
        profiles,
        level,
        max_mbps: beyond(CUSTOM_MAX_MBPS, MBPS_UNIT, mbps),
        max_fs: beyond(CUSTOM_MAX_FS, FS_UNIT, fs),
        max_br: beyond(CUSTOM_MAX_BR, BR_UNIT, br),
        max_bitrate: generic
            .max_bit_rate
            .filter(|rate| *rate != 0)
            .map(|rate| BitRate(u64::from(rate) * 100)),
    })
}

/// Writes it.
pub(crate) fn write(h264: &H264, max_bitrate: Option<BitRate>) -> Option<GenericCapability> {
    let identifier = ObjectIdentifier::new(CAPABILITY)?;
    let mut generic = GenericCapability::new(CapabilityIdentifier::standard(identifier));
    let of_level = BitRate::kbps(h264.limits().2.into());
    let rate = max_bitrate.map_or(of_level, |rate| rate.min(of_level));
    generic.max_bit_rate = u32::try_from(rate.0 / 100).ok();
    let mut parameters = vec![
        parameter(
            PROFILE,
            ParameterValue::booleanArray(profile_bit(h264.profile)),
        ),
        parameter(LEVEL, ParameterValue::unsignedMin(level_number(h264.level))),
    ];
    let custom = [
        (CUSTOM_MAX_MBPS, h264.max_mbps, MBPS_UNIT),
        (CUSTOM_MAX_FS, h264.max_fs, FS_UNIT),
        (CUSTOM_MAX_BR, h264.max_br, BR_UNIT),
    ];
    for (id, value, unit) in custom {
        if let Some(value) = value.and_then(|v| u16::try_from(v / unit).ok()) {
            parameters.push(parameter(id, ParameterValue::unsignedMin(value)));
        }
    }
    generic.collapsing = Some(parameters);
    Some(generic)
}

fn parameter(id: u8, value: ParameterValue) -> GenericParameter {
    GenericParameter::new(ParameterIdentifier::standard(id), value)
}

fn value(parameter: &GenericParameter, wanted: u8) -> Option<u32> {
    if parameter.parameter_identifier != ParameterIdentifier::standard(wanted) {
        return None;
    }
    match &parameter.parameter_value {
        ParameterValue::booleanArray(bits) => Some((*bits).into()),
        ParameterValue::unsignedMin(n) | ParameterValue::unsignedMax(n) => Some((*n).into()),
        ParameterValue::unsigned32Min(n) | ParameterValue::unsigned32Max(n) => Some(*n),
        _ => None,
    }
}

/// The model's number of the highest level that `number` reaches.
fn level(number: u32) -> u8 {
    LEVELS
        .iter()
        .rev()
        .find(|(_, wire)| u32::from(*wire) <= number)
        .map_or(10, |(level, _)| *level)
}

fn level_number(level: u8) -> u16 {
    // Level 1b (9 in the model) lies between 1 and 1.1 on the wire.
    LEVELS
        .iter()
        .filter(|(known, _)| *known <= level)
        .max_by_key(|(known, _)| *known)
        .map_or(15, |(_, wire)| *wire)
}

/// Whether the wire has the same word for both.
pub(super) fn is_same_profile(one: H264Profile, other: H264Profile) -> bool {
    profile_bit(one) == profile_bit(other)
}

fn profile_bit(profile: H264Profile) -> u8 {
    match profile {
        // Constrained High has no bit of its own; whoever decodes it decodes Baseline, and High would be too much.
        H264Profile::ConstrainedBaseline | H264Profile::Baseline | H264Profile::ConstrainedHigh => {
            64
        }
        H264Profile::Main => 32,
        H264Profile::High => 8,
    }
}

/// `{itu-t recommendation h 241 specificVideoCodecCapabilities(0) h264(0) generic-capabilities(1)}`.
pub(crate) const CAPABILITY: &[u32] = &[0, 0, 8, 241, 0, 0, 1];
/// Packetization of H.241 Annex A: one NAL unit a packet.
pub(crate) const SINGLE_NAL: &[u32] = &[0, 0, 8, 241, 0, 0, 0, 0];
/// RFC 6184's non-interleaved mode.
pub(crate) const NON_INTERLEAVED: &[u32] = &[0, 0, 8, 241, 0, 0, 0, 1];

const PROFILE: u8 = 41;
const LEVEL: u8 = 42;
const CUSTOM_MAX_MBPS: u8 = 3;
const CUSTOM_MAX_FS: u8 = 4;
const CUSTOM_MAX_BR: u8 = 6;
/// Macroblocks a second.
const MBPS_UNIT: u32 = 500;
/// Macroblocks.
const FS_UNIT: u32 = 256;
/// 1000 bit/s: `CustomMaxBRandCPB` counts 25 kbit/s.
const BR_UNIT: u32 = 25;
/// Table 8 has a dozen; the rest is read over.
const MOST_PARAMETERS: usize = 64;

/// Table 4: bits of the profile.
const PROFILES: &[(u32, H264Profile)] = &[
    (64, H264Profile::Baseline),
    (32, H264Profile::Main),
    (8, H264Profile::High),
];

/// Table 5: the model's level, and the value of the parameter; in the order of the wire.
const LEVELS: &[(u8, u16)] = &[
    (10, 15),
    (9, 19),
    (11, 22),
    (12, 29),
    (13, 36),
    (20, 43),
    (21, 50),
    (22, 57),
    (30, 64),
    (31, 71),
    (32, 78),
    (40, 85),
    (41, 92),
    (42, 99),
    (50, 106),
    (51, 113),
    (52, 120),
];
