//! Promises that hold for any bytes; see `tests/src/fuzz.rs`.
#![expect(
    clippy::expect_used,
    reason = "a fuzz target panics when a promise is broken"
)]

use std::fmt::Debug;

use tolk_asn1::{Per, h225, h245};

use crate::{inspect, q931, tpkt};

/// However it is cut, a connection gives the same messages and the same error.
#[doc(hidden)]
pub fn fuzz_tpkt(bytes: &[u8]) {
    let read = |size: usize| {
        let (mut framer, mut messages) = (tpkt::Framer::new(), Vec::new());
        for part in bytes.chunks(size.max(1)) {
            framer.push(part);
            loop {
                match framer.next_message() {
                    Ok(Some(message)) => messages.push(message),
                    Ok(None) => break,
                    Err(error) => return (messages, Some(error)),
                }
            }
        }
        (messages, None)
    };
    assert_eq!(read(1), read(bytes.len()));
}

/// What is read is written so that it reads back the same.
#[doc(hidden)]
pub fn fuzz_q931(bytes: &[u8]) {
    if let Ok(message) = q931::Message::parse(bytes) {
        let written = message.to_bytes().expect("what was read can be written");
        assert_eq!(q931::Message::parse(&written), Ok(message));
    }
    let _ = inspect::h225(bytes);
}

/// The same for a message of H.225.0 without Q.931.
#[doc(hidden)]
pub fn fuzz_h225(bytes: &[u8]) {
    round_trip::<h225::H323UserInformation>(bytes);
}

/// The same for control.
#[doc(hidden)]
pub fn fuzz_h245(bytes: &[u8]) {
    round_trip::<h245::MultimediaSystemControlMessage>(bytes);
    let _ = inspect::h245(bytes);
}

/// The same for RAS.
#[doc(hidden)]
pub fn fuzz_ras(bytes: &[u8]) {
    round_trip::<h225::RasMessage>(bytes);
    let _ = inspect::ras(bytes);
}

/// What is read can be written, unless a bound of its type forbids it, and then reads back the same.
fn round_trip<T: Per + PartialEq + Debug>(bytes: &[u8]) {
    let Ok((value, used)) = T::from_per(bytes) else {
        return;
    };
    assert!(used <= bytes.len());
    if let Ok(written) = value.to_per()
        && written.len() <= T::MOST_BYTES
    {
        let (again, _) = T::from_per(&written).expect("what was written is read");
        assert_eq!(again, value);
    }
}
