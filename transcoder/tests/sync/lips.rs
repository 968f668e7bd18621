//! What receivers measure.

use super::receiver::Receiver;
use super::sender::Reports;
use super::world::{Shown, Sound, play};

/// Sound that comes earlier than the picture is noticed beyond 45 ms, later sound beyond 125 ms (ITU-R BT.1359-1). Sound and picture of
/// the test are on a grid of 20 and 33 ms; the picture's is exact.
const EARLY_SOUND: f64 = 45.0;
const LATE_SOUND: f64 = 45.0;
/// Bursts that must be seen and heard; nine are sent.
const LEAST: usize = 4;

/// How much later than its tone each flash is, in ms.
fn offsets(receiver: &Receiver) -> Vec<f64> {
    assert_eq!(receiver.names.len(), 1, "one name for both");
    let offsets = receiver.offsets();
    assert!(offsets.len() >= LEAST, "{offsets:?}");
    offsets
}

fn in_sync(offset: f64) -> bool {
    (-LATE_SOUND..=EARLY_SOUND).contains(&offset)
}

#[test]
fn lips_are_in_sync_whatever_is_recoded() {
    let kinds = [
        (Sound::Recoded, Shown::Recoded),
        (Sound::Recoded, Shown::Forwarded),
        (Sound::Forwarded, Shown::Recoded),
        (Sound::Forwarded, Shown::Forwarded),
        (Sound::Mixed, Shown::Recoded),
        (Sound::Mixed, Shown::Forwarded),
    ];
    for (kind, receiver) in kinds.iter().zip(play(Reports::Honest, &kinds)) {
        let offsets = offsets(&receiver);
        assert!(
            offsets.iter().all(|ms| in_sync(*ms)),
            "{kind:?}: {offsets:?}"
        );
    }
}

/// The measurement sees what it should: reports that say something else than the truth, and none at all.
#[test]
fn reports_that_lie_or_are_missing_are_measured() {
    let kinds = [(Sound::Recoded, Shown::Recoded)];
    let expected = [
        // The picture is believed to be captured earlier than its sound by the lie.
        (Reports::Shifted, -300.0),
        // Only its arrival is known, which is later by what the network adds to pictures, less the packet that sound waits for.
        (Reports::Missing, 130.0),
        (Reports::Zero, 130.0),
    ];
    for (reports, expected) in expected {
        let receivers = play(reports, &kinds);
        let offsets = offsets(&receivers[0]);
        for ms in offsets {
            assert!((ms - expected).abs() < 45.0, "{reports:?}: {ms}");
            assert!(!in_sync(ms), "{reports:?}: {ms}");
        }
    }
}
