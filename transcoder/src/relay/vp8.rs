//! VP8's payload descriptor (RFC 7741 §4.2): picture ids that stay continuous when the source or the layer changes.

/// Where the counters of a descriptor are, and what they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Counters {
    /// Offset of the picture id, whether it has 15 bits, its value.
    picture: Option<(usize, bool, u16)>,
    /// Offset of TL0PICIDX and its value.
    base: Option<(usize, u8)>,
}

fn counters(payload: &[u8]) -> Option<Counters> {
    let mut found = Counters {
        picture: None,
        base: None,
    };
    if payload.first()? & 0x80 == 0 {
        return Some(found);
    }
    let flags = *payload.get(1)?;
    let mut at = 2;
    if flags & 0x80 != 0 {
        let first = *payload.get(at)?;
        if first & 0x80 != 0 {
            let low = *payload.get(at + 1)?;
            let value = u16::from(first & 0x7f) << 8 | u16::from(low);
            found.picture = Some((at, true, value));
            at += 2;
        } else {
            found.picture = Some((at, false, u16::from(first)));
            at += 1;
        }
    }
    if flags & 0x40 != 0 {
        found.base = Some((at, *payload.get(at)?));
    }
    Some(found)
}

/// The counters of one feed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Vp8Rewriter {
    picture_offset: u16,
    base_offset: u8,
    last_picture: Option<u16>,
    last_base: Option<u8>,
    switching: bool,
}

impl Vp8Rewriter {
    /// The next packet is the first of another source.
    pub(crate) fn switch(&mut self) {
        self.switching = true;
    }

    /// What a packet's counters become; `None` when it has none.
    pub(crate) fn next(&mut self, payload: &[u8]) -> Option<(u16, u8)> {
        let found = counters(payload)?;
        let (_, _, picture) = found.picture?;
        let base = found.base.map_or(0, |(_, base)| base);
        if std::mem::take(&mut self.switching) {
            if let Some(last) = self.last_picture {
                self.picture_offset = last.wrapping_add(1).wrapping_sub(picture);
            }
            if let Some(last) = self.last_base {
                self.base_offset = last.wrapping_add(1).wrapping_sub(base);
            }
        }
        let ours = picture.wrapping_add(self.picture_offset) & 0x7fff;
        let ours_base = base.wrapping_add(self.base_offset);
        // A late packet must not take the counters back.
        let ahead = |last: u16| ours.wrapping_sub(last) & 0x7fff < 0x4000;
        if self.last_picture.is_none_or(ahead) {
            self.last_picture = Some(ours);
            self.last_base = Some(ours_base);
        }
        Some((ours, ours_base))
    }

    /// Writes counters into a payload that was copied from the source.
    pub(crate) fn write(payload: &mut [u8], (picture, base): (u16, u8)) {
        let Some(found) = counters(payload) else {
            return;
        };
        if let Some((at, long, _)) = found.picture {
            if long {
                let bytes = (picture | 0x8000).to_be_bytes();
                if let Some(room) = payload.get_mut(at..at + 2) {
                    room.copy_from_slice(&bytes);
                }
            } else if let Some(room) = payload.get_mut(at) {
                *room = picture as u8 & 0x7f;
            }
        }
        if let Some((at, _)) = found.base
            && let Some(room) = payload.get_mut(at)
        {
            *room = base;
        }
    }
}
