//! Sound: AudioCapability and telephone events.

use tolk_asn1::h245::{AudioCapability, AudioTelephonyEventCapability};
use tolk_asn1::types::GeneralString;
use tolk_model::codec::{CodecLimits, CodecParameters};
use tolk_model::{Codec, PayloadType};

/// Longest packet that we ask for, milliseconds of sound; what H.225.0 Annex B counts as frames of G.711 and G.722 is one millisecond.
pub(crate) const PACKET_MS: u16 = 20;
/// Most frames that G.711 and G.722 can say (H.245 `INTEGER (1..256)`).
const MOST_FRAMES: u16 = 256;
/// Digits of RFC 4733.
const DIGITS: u64 = 0xffff;

/// A codec of sound and how many milliseconds a packet of it has; `None` for what we do not speak.
pub(crate) fn read(capability: &AudioCapability) -> Option<(Codec, u16)> {
    Some(match capability {
        AudioCapability::g711Alaw64k(frames) => (Codec::Pcma, *frames),
        AudioCapability::g711Ulaw64k(frames) => (Codec::Pcmu, *frames),
        AudioCapability::g722_64k(frames) => (Codec::G722, *frames),
        _ => return None,
    })
}

/// The codec with `packet_ms` milliseconds a packet; `None` for what H.245 has no name for.
pub(crate) fn write(codec: Codec, packet_ms: u16) -> Option<AudioCapability> {
    let frames = packet_ms.clamp(1, MOST_FRAMES);
    Some(match codec {
        Codec::Pcma => AudioCapability::g711Alaw64k(frames),
        Codec::Pcmu => AudioCapability::g711Ulaw64k(frames),
        Codec::G722 => AudioCapability::g722_64k(frames),
        _ => return None,
    })
}

/// The payload type that RFC 3551 gives; `None` for codecs that need one of their own.
pub(crate) fn static_payload_type(codec: Codec) -> Option<PayloadType> {
    let number = match codec {
        Codec::Pcmu => 0,
        Codec::Pcma => 8,
        Codec::G722 => 9,
        Codec::H261 => 31,
        Codec::H263 => 34,
        _ => return None,
    };
    PayloadType::new(number)
}

/// A format without parameters.
pub(crate) fn plain(codec: Codec, payload_type: PayloadType) -> CodecLimits {
    CodecLimits {
        codec,
        payload_type,
        rtx: None,
        clock_rate: codec.clock_rate(),
        parameters: CodecParameters::None,
    }
}

/// Telephone events (H.245 §B.2.2.10; RFC 4733 in H.323 Annex): the payload type is the receiver's.
pub(crate) fn read_events(capability: &AudioTelephonyEventCapability) -> Option<CodecLimits> {
    let payload_type = PayloadType::new(capability.dynamic_rtppayload_type)?;
    let text = String::from_utf8_lossy(&capability.audio_telephone_event).into_owned();
    Some(CodecLimits {
        parameters: CodecParameters::Events(events(&text)),
        ..plain(Codec::TelephoneEvent, payload_type)
    })
}

/// The same, written.
pub(crate) fn write_events(limits: &CodecLimits) -> Option<AudioTelephonyEventCapability> {
    let bits = match limits.parameters {
        CodecParameters::Events(bits) => bits,
        _ => DIGITS,
    };
    let list = if bits & DIGITS == DIGITS {
        "0-15"
    } else {
        "0-11"
    };
    let events = GeneralString::try_from(list.as_bytes().to_vec()).ok()?;
    Some(AudioTelephonyEventCapability::new(
        limits.payload_type.get(),
        events,
    ))
}

/// `0-16,66` as bits; events above 63 are tones that nobody sends. A list that cannot be read means the digits.
fn events(text: &str) -> u64 {
    let mut bits = 0u64;
    for part in text.split(',').take(MOST_PARTS) {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        if let (Ok(from), Ok(to)) = (from.trim().parse::<u32>(), to.trim().parse::<u32>()) {
            bits |= (from..=to.min(63)).fold(0, |bits, event| bits | 1u64 << event);
        }
    }
    if bits == 0 { DIGITS } else { bits }
}

/// Parts of a list of events that are read; there are sixty-four events.
const MOST_PARTS: usize = 64;
