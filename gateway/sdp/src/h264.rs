//! H.264 parameters (RFC 6184 §8.1): `profile-level-id` and the limits beyond the level.

use tolk_model::codec::{H264, H264Profile, Packetization, h264_level_limits};

use crate::codec::Parameters;

/// The profile's two bytes as they were offered: an answer repeats them (RFC 6184 §8.2.2 wants the same profile).
pub(crate) type ProfileBytes = [u8; 2];

/// Reads the parameters; `None` for profiles and packetizations that we do not know: the format is then not for us.
pub(crate) fn read(parameters: &Parameters<'_>) -> Option<(H264, ProfileBytes)> {
    let (idc, constraints, level) = match parameters.get("profile-level-id") {
        Some(text) => three_bytes(text)?,
        // RFC 6184 §8.1: Baseline at level 1 is to be inferred.
        None => (0x42, 0x00, 10),
    };
    let profile = profile(idc, constraints)?;
    let is_1b = level == 11 && constraints & 0x10 != 0 && idc != 0x64;
    let level = if is_1b { 9 } else { level };
    let packetization = match parameters.get("packetization-mode") {
        None | Some("0") => Packetization::SingleNal,
        Some("1") => Packetization::NonInterleaved,
        Some(_) => return None,
    };
    let (mbps, fs, br) = h264_level_limits(level);
    let beyond = |name, level: u32| parameters.number(name).filter(|value| *value > level);
    let h264 = H264 {
        profile,
        level,
        packetization,
        asymmetry_allowed: parameters.get("level-asymmetry-allowed") == Some("1"),
        max_mbps: beyond("max-mbps", mbps),
        max_fs: beyond("max-fs", fs),
        max_br: beyond("max-br", br),
    };
    Some((h264, [idc, constraints]))
}

fn three_bytes(text: &str) -> Option<(u8, u8, u8)> {
    if text.len() != 6 || !text.is_ascii() {
        return None;
    }
    let number = u32::from_str_radix(text, 16).ok()?;
    let [_, idc, constraints, level] = number.to_be_bytes();
    Some((idc, constraints, level))
}

/// RFC 6184 §8.1 table 5, as far as we know the profiles.
fn profile(idc: u8, constraints: u8) -> Option<H264Profile> {
    let has = |mask| constraints & mask == mask;
    Some(match idc {
        0x42 if has(0x40) => H264Profile::ConstrainedBaseline,
        0x42 => H264Profile::Baseline,
        0x4d if has(0x80) => H264Profile::ConstrainedBaseline,
        0x4d => H264Profile::Main,
        0x58 if has(0xc0) => H264Profile::ConstrainedBaseline,
        0x58 if has(0x80) => H264Profile::Baseline,
        0x64 if has(0x0c) => H264Profile::ConstrainedHigh,
        0x64 => H264Profile::High,
        _ => return None,
    })
}

/// How we write a profile that nobody wrote before us.
fn profile_bytes(profile: H264Profile) -> ProfileBytes {
    match profile {
        H264Profile::ConstrainedBaseline => [0x42, 0xe0],
        H264Profile::Baseline => [0x42, 0x00],
        H264Profile::Main => [0x4d, 0x00],
        H264Profile::ConstrainedHigh => [0x64, 0x0c],
        H264Profile::High => [0x64, 0x00],
    }
}

/// Writes the parameters; `repeat` are the profile's bytes of the offer that this answers.
pub(crate) fn write(h264: &H264, repeat: Option<ProfileBytes>) -> String {
    let [idc, mut constraints] = repeat.unwrap_or_else(|| profile_bytes(h264.profile));
    let high = idc == 0x64;
    let mut level = h264.level;
    // Level 1b has a number of its own only in High; below it is level 1.1 with constraint_set3 (H.264 A.3.1).
    if !high {
        constraints &= !0x10;
        if level == 9 {
            (level, constraints) = (11, constraints | 0x10);
        }
    }
    let mut text = format!("profile-level-id={idc:02x}{constraints:02x}{level:02x}");
    match h264.packetization {
        Packetization::SingleNal => text.push_str(";packetization-mode=0"),
        Packetization::NonInterleaved => text.push_str(";packetization-mode=1"),
    }
    if h264.asymmetry_allowed {
        text.push_str(";level-asymmetry-allowed=1");
    }
    let limits = [
        ("max-mbps", h264.max_mbps),
        ("max-fs", h264.max_fs),
        ("max-br", h264.max_br),
    ];
    for (name, value) in limits {
        if let Some(value) = value {
            text.push_str(&format!(";{name}={value}"));
        }
    }
    text
}

/// Whether an answer with `ours` fits the offered `theirs`: the same packetization, the same profile (RFC 6184 §8.2.2).
/// Baseline and Constrained Baseline count as one: rooms that write `42001f` use nothing that the constrained profile lacks.
pub(crate) fn fits(ours: &H264, theirs: &H264) -> bool {
    let base = |p| matches!(p, H264Profile::ConstrainedBaseline | H264Profile::Baseline);
    ours.packetization == theirs.packetization
        && (ours.profile == theirs.profile || base(ours.profile) && base(theirs.profile))
}

/// Our limits in an answer: the level goes above the offered one only when both sides allow asymmetry (§8.2.2).
pub(crate) fn answer(ours: &H264, theirs: &H264) -> H264 {
    let asymmetry_allowed = ours.asymmetry_allowed && theirs.asymmetry_allowed;
    let level = if asymmetry_allowed {
        ours.level
    } else {
        ours.level.min(theirs.level)
    };
    H264 {
        level,
        asymmetry_allowed,
        ..*ours
    }
}
