//! Encoders: one for each distinct picture, codec and rung, however many watch it.

use tolk_model::codec::{CodecLimits, CodecParameters, H264, H264Profile, Packetization};
use tolk_model::media::PictureSize;
use tolk_model::plan::{Feed, Picture};
use tolk_model::{BitRate, Codec, PayloadType};

/// A size and rate of an encoder. Fixed rungs (DESIGN §3): receivers of about the same need share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rung {
    pub(super) size: PictureSize,
    pub(super) frame_rate: u8,
    pub(super) bitrate: BitRate,
}

/// The rungs, largest first.
pub(super) const RUNGS: [Rung; 3] = [
    Rung {
        size: PictureSize::new(1280, 720),
        frame_rate: 30,
        bitrate: BitRate::kbps(1_500),
    },
    Rung {
        size: PictureSize::new(640, 360),
        frame_rate: 30,
        bitrate: BitRate::kbps(700),
    },
    Rung {
        size: PictureSize::new(320, 180),
        frame_rate: 15,
        bitrate: BitRate::kbps(250),
    },
];

/// Frames a second of a slide: enough that a receiver which lost one sees it soon.
const SLIDE_FRAME_RATE: u8 = 5;
/// Rate of a slide.
const SLIDE_RATE: BitRate = BitRate::kbps(250);

/// An encoder that is wanted, before it has an identifier.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) picture: Picture,
    pub(super) codec: Codec,
    pub(super) packetization: Packetization,
    pub(super) rung: usize,
    pub(super) frame_rate: u8,
    pub(super) bitrate: BitRate,
    /// The tightest H.264 level among the receivers.
    pub(super) level: u8,
    /// Who receives it: index of the leg, and the feed without its source.
    pub(super) receivers: Vec<(usize, Feed)>,
}

/// Whether this codec can be made from decoded pictures.
pub(super) fn is_encodable(codec: Codec) -> bool {
    matches!(codec, Codec::H264 | Codec::Vp8)
}

/// Whether pictures of this codec can be decoded here.
pub(super) fn is_decodable(codec: Codec) -> bool {
    matches!(codec, Codec::H264 | Codec::Vp8)
}

impl Wanted {
    /// The encoder that one receiver would have for itself; `None` when no rung fits what it declared.
    pub(super) fn for_one(picture: Picture, leg: usize, feed: Feed) -> Option<Wanted> {
        let fits = |rung: &Rung| {
            is_within(&feed.codec, rung)
                && feed.max_bitrate.is_none_or(|m| rung.bitrate.0 / 2 <= m.0)
        };
        let smallest = RUNGS.len() - 1;
        let declared = (0..RUNGS.len())
            .find(|r| fits(&RUNGS[*r]))
            .or_else(|| is_within(&feed.codec, &RUNGS[smallest]).then_some(smallest))?;
        // No larger than it is shown.
        let rung = match feed.max_size {
            Some(shown) => (declared..RUNGS.len())
                .rev()
                .find(|r| {
                    let size = RUNGS[*r].size;
                    size.width >= shown.width && size.height >= shown.height
                })
                .unwrap_or(declared),
            None => declared,
        };
        let slide = matches!(picture, Picture::Slide { .. });
        let h264 = match &feed.codec.parameters {
            CodecParameters::H264(h) => Some(*h),
            _ => None,
        };
        let rate = if slide {
            SLIDE_RATE
        } else {
            RUNGS[rung].bitrate
        };
        Some(Wanted {
            picture,
            codec: feed.codec.codec,
            packetization: h264.map_or(Packetization::NonInterleaved, |h| h.packetization),
            rung,
            frame_rate: if slide {
                SLIDE_FRAME_RATE
            } else {
                RUNGS[rung].frame_rate
            },
            bitrate: feed.max_bitrate.map_or(rate, |m| m.min(rate)),
            level: h264.map_or(0, |h| h.level),
            receivers: vec![(leg, feed)],
        })
    }

    /// Whether one encoder can serve both.
    pub(super) fn is_same(&self, other: &Wanted) -> bool {
        self.picture == other.picture
            && self.codec == other.codec
            && self.packetization == other.packetization
            && self.rung == other.rung
            && self.frame_rate == other.frame_rate
    }

    /// Takes over the receivers of another.
    pub(super) fn absorb(&mut self, other: Wanted) {
        self.bitrate = self.bitrate.min(other.bitrate);
        self.level = self.level.min(other.level);
        self.packetization = self.packetization.min(other.packetization);
        self.receivers.extend(other.receivers);
    }

    /// Picture size.
    pub(super) fn size(&self) -> PictureSize {
        RUNGS[self.rung].size
    }

    /// The codec with the parameters that all receivers take. Constrained Baseline: what every decoder decodes.
    pub(super) fn limits(&self) -> CodecLimits {
        CodecLimits {
            codec: self.codec,
            // Each feed has its receiver's payload type; an encoder has none of its own.
            payload_type: PayloadType::from_header(0),
            rtx: None,
            clock_rate: self.codec.clock_rate(),
            parameters: match self.codec {
                Codec::H264 => CodecParameters::H264(H264 {
                    profile: H264Profile::ConstrainedBaseline,
                    level: self.level,
                    packetization: self.packetization,
                    asymmetry_allowed: true,
                    max_mbps: None,
                    max_fs: None,
                    max_br: None,
                }),
                _ => CodecParameters::None,
            },
        }
    }
}

/// Whether a receiver takes the smallest rung at least.
pub(super) fn takes_smallest(feed: &Feed) -> bool {
    RUNGS
        .last()
        .is_some_and(|rung| is_within(&feed.codec, rung))
}

/// Joins what one encoder can serve; order of first appearance.
pub(super) fn group(wanted: Vec<Wanted>) -> Vec<Wanted> {
    let mut groups: Vec<Wanted> = Vec::new();
    for one in wanted {
        match groups.iter_mut().find(|g| g.is_same(&one)) {
            Some(group) => group.absorb(one),
            None => groups.push(one),
        }
    }
    groups
}

/// Whether a receiver declared enough for a rung.
fn is_within(declared: &CodecLimits, rung: &Rung) -> bool {
    let frame = rung.size.macroblocks();
    let rate = u32::from(rung.frame_rate);
    match &declared.parameters {
        CodecParameters::H264(h) => {
            let (per_second, per_frame, _) = h.limits();
            frame <= per_frame && frame * rate <= per_second
        }
        CodecParameters::Vp8 {
            max_frame_rate,
            max_frame_size,
        } => {
            max_frame_size.is_none_or(|m| frame <= m)
                && max_frame_rate.is_none_or(|m| rate <= u32::from(m))
        }
        _ => true,
    }
}
