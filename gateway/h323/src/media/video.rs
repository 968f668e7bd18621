//! Pictures: VideoCapability.

use tolk_asn1::h245::{H261VideoCapability, H263VideoCapability, VideoCapability};
use tolk_model::codec::{CodecParameters, PictureFormats};
use tolk_model::{BitRate, Codec};

use super::h241;

/// A capability, or a data type, of pictures as we understand it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Pictures {
    /// H.261 and H.263.
    Formats(Codec, PictureFormats),
    /// H.264: one or several profiles with the same limits.
    H264(h241::H264Capability),
}

impl Pictures {
    /// The highest rate, where it was said.
    pub(crate) fn max_bitrate(&self) -> Option<BitRate> {
        match self {
            Pictures::Formats(_, formats) => formats.max_bitrate,
            Pictures::H264(h264) => h264.max_bitrate,
        }
    }
}

/// `None` for what we do not speak; content by H.239 among it.
pub(crate) fn read(capability: &VideoCapability) -> Option<Pictures> {
    match capability {
        VideoCapability::h261VideoCapability(h261) => {
            let formats = PictureFormats {
                qcif: h261.qcif_mpi,
                cif: h261.cif_mpi,
                max_bitrate: rate(h261.max_bit_rate.into()),
                ..PictureFormats::default()
            };
            Some(Pictures::Formats(Codec::H261, some(formats)?))
        }
        VideoCapability::h263VideoCapability(h263) => {
            let formats = PictureFormats {
                sqcif: h263.sqcif_mpi,
                qcif: h263.qcif_mpi,
                cif: h263.cif_mpi,
                cif4: h263.cif4_mpi,
                max_bitrate: rate(h263.max_bit_rate),
            };
            Some(Pictures::Formats(Codec::H263, some(formats)?))
        }
        VideoCapability::genericVideoCapability(generic) => h241::read(generic).map(Pictures::H264),
        _ => None,
    }
}

/// A capability without any picture format says nothing.
fn some(formats: PictureFormats) -> Option<PictureFormats> {
    let any = [formats.sqcif, formats.qcif, formats.cif, formats.cif4];
    any.iter().any(Option::is_some).then_some(formats)
}

/// `codec` with its parameters and its highest rate; `None` for what H.245 has no name for.
pub(crate) fn write(
    codec: Codec,
    parameters: &CodecParameters,
    max_bitrate: Option<BitRate>,
) -> Option<VideoCapability> {
    match (codec, parameters) {
        (Codec::H261, CodecParameters::Formats(formats)) => {
            let rate = hundreds(lower(max_bitrate, formats.max_bitrate), H261_MOST);
            let mut h261 = H261VideoCapability::new(false, u16::try_from(rate).ok()?, false);
            h261.qcif_mpi = formats.qcif.map(|n| n.clamp(1, 4));
            h261.cif_mpi = formats.cif.map(|n| n.clamp(1, 4));
            Some(VideoCapability::h261VideoCapability(h261))
        }
        (Codec::H263, CodecParameters::Formats(formats)) => {
            let rate = hundreds(lower(max_bitrate, formats.max_bitrate), H263_MOST);
            let mut h263 = H263VideoCapability::new(rate, false, false, false, false, false);
            h263.sqcif_mpi = formats.sqcif.map(|n| n.clamp(1, 32));
            h263.qcif_mpi = formats.qcif.map(|n| n.clamp(1, 32));
            h263.cif_mpi = formats.cif.map(|n| n.clamp(1, 32));
            h263.cif4_mpi = formats.cif4.map(|n| n.clamp(1, 32));
            Some(VideoCapability::h263VideoCapability(h263))
        }
        (Codec::H264, CodecParameters::H264(h264)) => {
            let generic = h241::write(h264, max_bitrate)?;
            Some(VideoCapability::genericVideoCapability(generic))
        }
        _ => None,
    }
}

fn lower(one: Option<BitRate>, other: Option<BitRate>) -> Option<BitRate> {
    one.into_iter().chain(other).min()
}

fn rate(hundreds: u32) -> Option<BitRate> {
    (hundreds != 0).then(|| BitRate(u64::from(hundreds) * 100))
}

/// A rate in units of 100 bit/s; what nobody limited is what these codecs were made for.
fn hundreds(rate: Option<BitRate>, most: u32) -> u32 {
    let rate = rate.unwrap_or(BitRate::kbps(768)).0 / 100;
    u32::try_from(rate).unwrap_or(most).clamp(1, most)
}

/// H.245: `maxBitRate INTEGER (1..19200)`.
const H261_MOST: u32 = 19_200;
/// H.245: `maxBitRate INTEGER (1..192400)`.
const H263_MOST: u32 = 192_400;
