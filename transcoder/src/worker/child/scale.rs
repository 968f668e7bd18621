//! Scaling by libyuv: the one module that calls it.
#![expect(
    unsafe_code,
    reason = "foreign functions on planes whose sizes are checked here"
)]

use gstreamer as gst;
use gstreamer_video as gv;

use gv::prelude::*;

/// `kFilterBilinear` of libyuv's scale.h.
const BILINEAR: i32 = 2;
/// `kFilterBox`: averages, for less than half the size.
const BOX: i32 = 3;

#[link(name = "yuv")]
unsafe extern "C" {
    fn I420Scale(
        src_y: *const u8,
        src_stride_y: i32,
        src_u: *const u8,
        src_stride_u: i32,
        src_v: *const u8,
        src_stride_v: i32,
        src_width: i32,
        src_height: i32,
        dst_y: *mut u8,
        dst_stride_y: i32,
        dst_u: *mut u8,
        dst_stride_u: i32,
        dst_v: *mut u8,
        dst_stride_v: i32,
        dst_width: i32,
        dst_height: i32,
        filtering: i32,
    ) -> i32;
}

/// Scales one I420 picture into another, to its full size. `false` when either is not what it says that it is.
pub(super) fn scale(
    from: &gv::VideoFrameRef<&gst::BufferRef>,
    to: &mut gv::VideoFrameRef<&mut gst::BufferRef>,
) -> bool {
    let (Some(source), Some(target)) = (Shape::of(from), Shape::of(to)) else {
        return false;
    };
    let filter = if source.width > target.width * 2 {
        BOX
    } else {
        BILINEAR
    };
    let (Ok(y), Ok(u), Ok(v)) = (from.plane_data(0), from.plane_data(1), from.plane_data(2)) else {
        return false;
    };
    let [to_y, to_u, to_v, _] = to.planes_data_mut();
    if !source.fits([y.len(), u.len(), v.len()])
        || !target.fits([to_y.len(), to_u.len(), to_v.len()])
    {
        return false;
    }
    let (s, t) = (source.strides, target.strides);
    // SAFETY: all six planes are mapped for the lifetimes of `from` and `to`, which cannot be the same buffer (one is borrowed
    // mutably), and `fits` has shown that every row that the sizes and strides imply lies within them.
    let result = unsafe {
        I420Scale(
            y.as_ptr(),
            s[0],
            u.as_ptr(),
            s[1],
            v.as_ptr(),
            s[2],
            source.width,
            source.height,
            to_y.as_mut_ptr(),
            t[0],
            to_u.as_mut_ptr(),
            t[1],
            to_v.as_mut_ptr(),
            t[2],
            target.width,
            target.height,
            filter,
        )
    };
    result == 0
}

struct Shape {
    width: i32,
    height: i32,
    strides: [i32; 3],
}

impl Shape {
    fn of(frame: &gv::VideoFrameRef<&gst::BufferRef>) -> Option<Shape> {
        if frame.format() != gv::VideoFormat::I420 {
            return None;
        }
        let strides = frame.plane_stride();
        Some(Shape {
            width: i32::try_from(frame.width()).ok()?,
            height: i32::try_from(frame.height()).ok()?,
            strides: [*strides.first()?, *strides.get(1)?, *strides.get(2)?],
        })
    }

    /// Whether planes of these lengths hold every row.
    fn fits(&self, lengths: [usize; 3]) -> bool {
        let half = |n: i32| (n + 1) / 2;
        let sizes = [
            (self.width, self.height),
            (half(self.width), half(self.height)),
            (half(self.width), half(self.height)),
        ];
        sizes
            .iter()
            .zip(self.strides)
            .zip(lengths)
            .all(|((&(width, height), stride), length)| {
                let (Ok(width), Ok(height), Ok(stride)) = (
                    usize::try_from(width),
                    usize::try_from(height),
                    usize::try_from(stride),
                ) else {
                    return false;
                };
                width > 0
                    && height > 0
                    && stride >= width
                    && length >= stride * (height - 1) + width
            })
    }
}

/// The largest even size within `most` that keeps the shape of a picture of `width` x `height` pixels whose pixels are
/// `pixel` (numerator, denominator) times as wide as high. Never larger than the picture.
pub(super) fn fit(width: u32, height: u32, pixel: (u32, u32), most: (u32, u32)) -> (u32, u32) {
    let (numerator, denominator) = (u64::from(pixel.0.max(1)), u64::from(pixel.1.max(1)));
    let shown = (u64::from(width.max(1)) * numerator / denominator).max(1);
    let height = u64::from(height.max(1));
    let (most_width, most_height) = (u64::from(most.0.max(2)), u64::from(most.1.max(2)));
    let (w, h) = if shown <= most_width && height <= most_height {
        (shown, height)
    } else if shown * most_height > height * most_width {
        (most_width, height * most_width / shown)
    } else {
        (shown * most_height / height, most_height)
    };
    let even = |n: u64| u32::try_from((n & !1).max(2)).unwrap_or(2);
    (even(w), even(h))
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn a_picture_is_fitted_and_never_enlarged() {
        assert_eq!(fit(1280, 720, (1, 1), (640, 360)), (640, 360));
        assert_eq!(fit(640, 360, (1, 1), (1280, 720)), (640, 360));
        assert_eq!(fit(640, 480, (1, 1), (640, 360)), (480, 360));
        assert_eq!(fit(720, 1280, (1, 1), (1280, 720)), (404, 720));
        assert_eq!(fit(641, 361, (1, 1), (1280, 720)), (640, 360));
        assert_eq!(fit(352, 288, (12, 11), (1280, 720)), (384, 288));
        assert_eq!(fit(1, 65_535, (1, 1), (640, 360)), (2, 360));
        assert_eq!(fit(0, 0, (0, 0), (0, 0)), (2, 2));
    }
}
