//! Each machine by itself, in virtual time.

use std::time::{Duration, Instant};

use tolk_model::Codec;
use tolk_model::leg::Digit;
use tolk_model::media::{BitRate, PictureSize};
use tolk_model::{LegId, ParticipantId};

use super::*;
use crate::rtcp::ArrivalLog;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn wanted(log: &mut ReceiveLog, now: Instant) -> Vec<u16> {
    let mut list = Vec::new();
    log.wanted(now, ms(20), &mut list);
    list
}

#[test]
fn a_gap_is_asked_for_after_the_time_of_reordering_and_again_after_a_round_trip() {
    let start = Instant::now();
    let mut log = ReceiveLog::new();
    for sequence in [10, 11, 14] {
        log.receive(start, sequence, false);
    }
    assert!(wanted(&mut log, start + ms(5)).is_empty());
    assert_eq!(wanted(&mut log, start + ms(12)), [12, 13]);
    assert!(wanted(&mut log, start + ms(30)).is_empty());
    assert!(matches!(
        log.receive(start + ms(32), 12, true),
        Reception::New(_)
    ));
    assert_eq!(wanted(&mut log, start + ms(60)), [13]);
    assert!(wanted(&mut log, start + ms(2000)).is_empty());
}

#[test]
fn duplicates_and_ancient_packets_are_old() {
    let now = Instant::now();
    let mut log = ReceiveLog::new();
    log.receive(now, 65_535, false);
    let Reception::New(number) = log.receive(now, 0, false) else {
        panic!("0 follows 65535");
    };
    assert_eq!(number % 0x1_0000, 0);
    assert_eq!(log.receive(now, 65_535, false), Reception::Old);
    for sequence in 1..2000 {
        log.receive(now, sequence, false);
    }
    assert_eq!(log.receive(now, 500, false), Reception::Old);
}

#[test]
fn a_late_repair_never_takes_the_place_of_a_newer_packet() {
    let now = Instant::now();
    let (mut log, mut history) = (ReceiveLog::new(), History::new());
    let numbers = (100..1_200).filter(|sequence| *sequence != 600 && *sequence != 900);
    for sequence in numbers {
        let Reception::New(number) = log.receive(now, sequence, false) else {
            panic!("{sequence} is new");
        };
        history.place(number).timestamp = u32::from(sequence);
    }
    let kept = |history: &History| {
        (0..u64::from(u16::MAX) * 4)
            .filter(|n| history.get(*n).is_some())
            .count()
    };
    let before = kept(&history);
    assert_eq!(
        log.receive(now, 600, true),
        Reception::Old,
        "more than the history keeps"
    );
    let Reception::New(number) = log.receive(now, 900, true) else {
        panic!("900 is missed");
    };
    history.place(number);
    assert_eq!(
        kept(&history),
        before,
        "in its own place, which held an older one"
    );
}

#[test]
fn a_sender_that_begins_anew_below_is_told_from_stray_packets() {
    let now = Instant::now();
    let mut log = ReceiveLog::new();
    log.receive(now, 30_000, false);
    for sequence in [500, 700, 600] {
        assert_eq!(log.receive(now, sequence, false), Reception::Old);
    }
    assert_eq!(log.receive(now, 601, true), Reception::Old, "a repeat");
    assert!(matches!(log.receive(now, 30_001, false), Reception::New(_)));
    assert_eq!(log.receive(now, 601, false), Reception::Old);
    assert_eq!(log.receive(now, 602, false), Reception::Restarted);
}

#[test]
fn a_jump_is_not_asked_for() {
    let now = Instant::now();
    let mut log = ReceiveLog::new();
    log.receive(now, 1, false);
    log.receive(now, 5000, false);
    assert!(wanted(&mut log, now + ms(50)).is_empty());
}

#[test]
fn a_report_tells_loss_of_the_interval_and_in_all() {
    let now = Instant::now();
    let mut log = ReceiveLog::new();
    assert!(log.block(now, 1).is_none());
    for sequence in (0..100u16).filter(|n| n % 4 != 3) {
        log.receive(now, sequence, false);
    }
    log.sender_report(now, 77);
    let block = log.block(now + ms(500), 1).expect("packets came");
    // The last packet, 99, is one of the lost, and nobody can know.
    assert_eq!((block.lost, block.fraction), (24, (24 * 256 / 99) as u8));
    assert_eq!((block.last_report, block.delay), (77, 32_768));
    for sequence in 100..200 {
        log.receive(now, sequence, false);
    }
    let block = log.block(now, 1).expect("packets came");
    assert_eq!((block.lost, block.fraction), (25, 2));
}

#[test]
fn jitter_is_that_of_the_rfc() {
    let start = Instant::now();
    let mut log = ReceiveLog::new();
    for n in 0..200u32 {
        let late = if n % 2 == 0 { 0 } else { 4 };
        log.timing(start + ms(u64::from(n) * 20 + late), n * 160, 8000);
    }
    // Each difference is 4 ms = 32 ticks: the estimate tends there.
    assert!(
        (28..=32).contains(&log.jitter_ticks()),
        "{}",
        log.jitter_ticks()
    );
}

#[test]
fn history_forgets_what_is_overwritten() {
    let mut history = History::new();
    for number in 1000..3000u64 {
        history.place(number).payload.extend([number as u8; 4]);
    }
    assert!(history.get(1000).is_none());
    let kept = history.get(2999).expect("the newest is there");
    assert_eq!(kept.payload, [2999u64 as u8; 4]);
}

#[test]
fn numbers_stay_continuous_over_a_change_of_source() {
    let start = Instant::now();
    // Whatever number is drawn, the first lies below 2^15 and far from a wrap (RFC 3711 §3.3.1).
    assert!((0..=u16::MAX).all(|drawn| first_number(drawn) < 0x8000));
    let mut rewriter = Rewriter::new(65_530, 1000);
    rewriter.switch(start, 1, 500, 90_000, 90_000);
    let first = rewriter.map(start, 500, 90_000).expect("the first");
    assert_eq!(first.0, 32_763);
    assert_eq!(
        rewriter.map(start + ms(33), 501, 93_000),
        Some((32_764, first.1.wrapping_add(3000)))
    );
    // The gap of the source stays a gap, and the late packet finds its place.
    assert_eq!(
        rewriter.map(start + ms(66), 503, 96_000).map(|m| m.0),
        Some(32_766)
    );
    assert_eq!(
        rewriter.map(start + ms(67), 502, 93_000).map(|m| m.0),
        Some(32_765)
    );
    // Another source 100 ms later: the next number, and 100 ms in the timestamp.
    rewriter.switch(start + ms(166), 2, 9, 7, 90_000);
    assert_eq!(
        rewriter.map(start + ms(166), 9, 7),
        Some((32_767, first.1.wrapping_add(6000 + 9000)))
    );
    assert_eq!(rewriter.map(start + ms(170), 8, 1), None);
    // Numbers wrap.
    for (number, ours) in [(9 + 32_768, 65_535), (9 + 32_769, 0)] {
        assert_eq!(
            rewriter.map(start + ms(199), number, 3007).map(|m| m.0),
            Some(ours)
        );
    }
}

#[test]
fn what_is_left_out_is_closed_up() {
    let now = Instant::now();
    let mut rewriter = Rewriter::new(100, 0);
    rewriter.switch(now, 1, 10, 0, 90_000);
    assert_eq!(rewriter.map(now, 10, 0).map(|m| m.0), Some(101));
    rewriter.skip(11);
    rewriter.skip(12);
    assert_eq!(rewriter.map(now, 13, 0).map(|m| m.0), Some(102));
    // 14 is late: 15 leaves a gap for it.
    assert_eq!(rewriter.map(now, 15, 0).map(|m| m.0), Some(104));
    assert_eq!(rewriter.map(now, 14, 0).map(|m| m.0), Some(103));
}

#[test]
fn what_is_made_here_counts_by_itself_and_after_a_relayed_source() {
    let now = Instant::now();
    let mut rewriter = Rewriter::new(10, 0);
    rewriter.switch(now, 1, 5, 0, 8000);
    rewriter.map(now, 5, 0);
    let (a, at) = rewriter.next(now + ms(20), 2, 777, 8000);
    let (b, bt) = rewriter.next(now + ms(40), 2, 937, 8000);
    assert_eq!((a, b), (12, 13));
    assert_eq!((at, bt), (160, 320));
}

#[test]
fn a_sent_number_leads_back_to_its_packet() {
    let now = Instant::now();
    let mut sent = SentRing::new();
    assert_eq!(sent.repeat(now, 0), None);
    let packet = SentPacket {
        source: 3,
        number: 99,
        ..SentPacket::default()
    };
    sent.put(7, packet);
    let found = sent.repeat(now, 7).map(|p| (p.source, p.number));
    assert_eq!(found, Some((3, 99)));
    sent.put(7 + 512, packet);
    assert_eq!(sent.repeat(now, 7), None);
}

#[test]
fn repeats_are_bounded_however_often_they_are_asked_for() {
    let now = Instant::now();
    let mut sent = SentRing::new();
    for sequence in 0..512 {
        sent.put(sequence, SentPacket::default());
    }
    assert!(sent.repeat(now, 1).is_some());
    assert_eq!(sent.repeat(now + ms(5), 1), None, "it is on its way");
    assert!(sent.repeat(now + ms(20), 1).is_some());
    let asked = (0..100u64).flat_map(|round| (0..512u16).map(move |n| (ms(30 + round * 9), n)));
    let told = asked.filter(|(after, n)| sent.repeat(now + *after, *n).is_some());
    assert!(told.count() <= 500);
    assert!(sent.repeat(now + ms(1100), 1).is_some());
}

#[test]
fn vp8_counters_go_on_over_a_change_of_source() {
    let packet = |id: u16, base: u8| {
        let [high, low] = (id | 0x8000).to_be_bytes();
        vec![0x90, 0xc0, high, low, base, 0x10]
    };
    let mut rewriter = Vp8Rewriter::default();
    assert_eq!(rewriter.next(&packet(0x7fff, 255)), Some((0x7fff, 255)));
    rewriter.switch();
    let mut payload = packet(300, 8);
    let ours = rewriter.next(&payload).expect("it has counters");
    assert_eq!(ours, (0, 0));
    Vp8Rewriter::write(&mut payload, ours);
    assert_eq!(payload, packet(0, 0));
    assert_eq!(rewriter.next(&packet(301, 8)), Some((1, 0)));
    assert_eq!(rewriter.next(&[0x10, 0]), None);
    assert_eq!(rewriter.next(&[0x90]), None);
}

#[test]
fn key_pictures_are_recognised() {
    let key = |codec, payload: &[u8]| starts_key_picture(codec, payload);
    // VP8: without and with extensions, key and not, second packet.
    assert!(key(Codec::Vp8, &[0x10, 0x50]));
    assert!(!key(Codec::Vp8, &[0x10, 0x51]));
    assert!(!key(Codec::Vp8, &[0x00, 0x50]));
    assert!(key(Codec::Vp8, &[0x90, 0xe0, 0x81, 2, 7, 0x20, 0x50]));
    assert!(!key(Codec::Vp8, &[0x90, 0xe0, 0x81]));
    // H.264: SPS, IDR, slice, STAP-A with SPS second, FU-A first and later fragment.
    assert!(key(Codec::H264, &[0x67, 1]));
    assert!(key(Codec::H264, &[0x65, 1]));
    assert!(!key(Codec::H264, &[0x61, 1]));
    assert!(key(Codec::H264, &[0x78, 0, 1, 6, 0, 2, 0x67, 1]));
    assert!(!key(Codec::H264, &[0x78, 0, 9, 6]));
    assert!(key(Codec::H264, &[0x7c, 0x85, 1]));
    assert!(!key(Codec::H264, &[0x7c, 0x05, 1]));
    assert!(!key(Codec::H264, &[0x7c]));
    assert!(key(Codec::Vp9, &[0x08, 0]));
    assert!(!key(Codec::Vp9, &[0x48, 0]));
    assert!(key(Codec::Av1, &[0x18]));
    // H.261: intra with the start code whole, after three bits of the packet before, of a later group, not intra.
    assert!(key(Codec::H261, &[0x02, 0, 0, 0, 0, 1, 0x0f, 0]));
    assert!(key(Codec::H261, &[0x62, 0, 0, 0, 0xe0, 0, 0x21, 0xff]));
    assert!(!key(Codec::H261, &[0x02, 0, 0, 0, 0, 1, 0x1f, 0]));
    assert!(!key(Codec::H261, &[0x00, 0, 0, 0, 0, 1, 0x0f, 0]));
    // H.263: intra, inter, a later group, mode B.
    assert!(key(Codec::H263, &[0, 0x60, 0, 0, 0, 0, 0x82]));
    assert!(!key(Codec::H263, &[0, 0x70, 0, 0, 0, 0, 0x82]));
    assert!(!key(Codec::H263, &[0, 0x60, 0, 0, 0, 0, 0x86]));
    assert!(!key(Codec::H263, &[0x80, 0x60, 0, 0, 0, 0, 0x82]));
    for codec in [
        Codec::Vp8,
        Codec::H264,
        Codec::Vp9,
        Codec::Av1,
        Codec::H261,
        Codec::H263,
    ] {
        assert!(!key(codec, &[]));
    }
}

fn layers() -> [LayerState; 3] {
    let layer = |rate, width, height| LayerState {
        rate,
        size: Some(PictureSize::new(width, height)),
        alive: true,
    };
    [
        layer(150_000, 320, 180),
        layer(500_000, 640, 360),
        layer(1_500_000, 1280, 720),
    ]
}

#[test]
fn a_layer_fills_the_size_and_fits_the_budget() {
    let mut three = layers();
    let thumb = Some(PictureSize::new(300, 170));
    assert_eq!(choose(&three, None, None, None, None), Some(2));
    assert_eq!(choose(&three, thumb, None, None, None), Some(0));
    assert_eq!(choose(&three, None, None, Some(600_000), None), Some(1));
    assert_eq!(
        choose(&three, None, Some(BitRate::kbps(400)), None, None),
        Some(0)
    );
    assert_eq!(choose(&three, None, None, Some(1), None), Some(0));
    // Climbing needs room, staying does not.
    assert_eq!(choose(&three, None, None, Some(510_000), Some(0)), Some(0));
    assert_eq!(choose(&three, None, None, Some(510_000), Some(1)), Some(1));
    three[2].alive = false;
    assert_eq!(choose(&three, None, None, None, Some(2)), Some(1));
    three[0].alive = false;
    three[1].alive = false;
    assert_eq!(choose(&three, None, None, None, None), None);
}

#[test]
fn many_wishes_for_a_picture_become_one_request() {
    let start = Instant::now();
    let mut requests = PictureRequests::default();
    assert_eq!(requests.due(start), None);
    requests.want();
    requests.want();
    assert_eq!(requests.due(start), Some(1));
    requests.want();
    assert_eq!(requests.due(start + ms(100)), None);
    // Not answered: the same request once more.
    assert_eq!(requests.due(start + ms(400)), Some(1));
    requests.answered(start + ms(450));
    assert_eq!(requests.due(start + ms(500)), None);
    // A new wish within a second of the answer waits.
    requests.want();
    assert_eq!(requests.due(start + ms(1000)), None);
    assert_eq!(requests.due(start + ms(1500)), Some(2));
}

#[test]
fn a_press_is_one_digit_however_many_packets_tell_it() {
    let now = Instant::now();
    let mut digits = Digits::default();
    let packet = |event: u8, end: u8| [event, end, 0, 160];
    assert_eq!(digits.receive(now, 7, 100, &packet(5, 10)), Digit::new('5'));
    for end in [10, 0x8a, 0x8a, 0x8a] {
        assert_eq!(digits.receive(now, 7, 100, &packet(5, end)), None);
    }
    assert_eq!(digits.receive(now, 7, 900, &packet(5, 10)), Digit::new('5'));
    assert_eq!(digits.receive(now, 7, 100, &packet(5, 0x8a)), None);
    assert_eq!(digits.receive(now, 7, 1000, &packet(77, 10)), None);
    assert_eq!(digits.receive(now, 7, 1000, &[1]), None);
    let told = (0..100)
        .filter(|n| {
            digits
                .receive(now, 7, 2000 + n * 100, &packet(1, 0))
                .is_some()
        })
        .count();
    assert!(told <= 20);
}

#[test]
fn digits_of_a_new_source_are_told_whatever_its_clock_shows() {
    let now = Instant::now();
    let mut digits = Digits::default();
    assert!(digits.receive(now, 7, 1_000_000, &[1, 0, 0, 160]).is_some());
    assert_eq!(digits.receive(now, 7, 500, &[2, 0, 0, 160]), None);
    digits.new_source();
    assert_eq!(
        digits.receive(now, 7, 500, &[2, 0, 0, 160]),
        Digit::new('2')
    );
    // Another source's time says nothing about this one's.
    assert_eq!(
        digits.receive(now, 8, 100, &[3, 0, 0, 160]),
        Digit::new('3')
    );
    assert_eq!(digits.receive(now, 8, 100, &[3, 0x80, 0, 160]), None);
}

#[test]
fn the_floor_changes_for_a_clearly_louder_voice_and_not_too_soon() {
    let start = Instant::now();
    let (a, b) = (LegId::from_number(1), LegId::from_number(2));
    let (pa, pb) = (ParticipantId::from_number(1), ParticipantId::from_number(2));
    let mut speakers = Speakers::default();
    let mut changes = Vec::new();
    let mut talk = |from: u64, to: u64, la: u8, lb: u8, changes: &mut Vec<(u64, LegId)>| {
        for at in (from..to).step_by(20) {
            let now = start + ms(at);
            speakers.hear(now, a, pa, la);
            speakers.hear(now, b, pb, lb);
            changes.extend(speakers.change(now).map(|(_, leg)| (at, leg)));
        }
    };
    talk(0, 1000, 20, 100, &mut changes);
    talk(1000, 1400, 20, 18, &mut changes);
    assert_eq!(changes.iter().map(|c| c.1).collect::<Vec<_>>(), [a]);
    talk(1400, 5000, 120, 20, &mut changes);
    assert_eq!(changes.iter().map(|c| c.1).collect::<Vec<_>>(), [a, b]);
    assert!(changes[1].0 >= 1500);
    talk(5000, 9000, 120, 120, &mut changes);
    assert_eq!(changes.len(), 2);
}

/// A line that carries `capacity` bit/s with a queue, and a sender that sends what the estimate says.
fn converge(capacity: u64, seconds: u64) -> u64 {
    let start = Instant::now();
    let (mut sent, mut bandwidth, mut log) = (SentLog::new(), Bandwidth::new(), ArrivalLog::new());
    let (mut free_at_us, mut credit) = (1_000_000u64, 0u64);
    let mut out = [0; 1400];
    for tick in 0..seconds * 100 {
        let now_us = 1_000_000 + tick * 10_000;
        let now = start + Duration::from_micros(now_us);
        credit += bandwidth.available().unwrap_or(2_000_000) / 100;
        while credit >= 9600 {
            credit -= 9600;
            let number = sent.number(now, 1200);
            let begins = free_at_us.max(now_us);
            // A queue of 400 ms, then loss.
            if begins - now_us < 400_000 {
                free_at_us = begins + 9600 * 1_000_000 / capacity;
                log.record(number, free_at_us);
            }
        }
        if tick % 10 == 9
            && let Some(length) = log.feedback(&mut out)
        {
            bandwidth.feedback(now, &mut sent, &out[..length]);
        }
    }
    bandwidth.available().expect("there was feedback")
}

#[test]
fn the_estimate_finds_a_narrow_line_and_a_wide_one() {
    let narrow = converge(600_000, 30);
    assert!((250_000..750_000).contains(&narrow), "{narrow}");
    let wide = converge(20_000_000, 30);
    assert!(wide > 5_000_000, "{wide}");
}

#[test]
fn reported_loss_lowers_the_estimate_and_its_absence_raises_it() {
    let start = Instant::now();
    let mut bandwidth = Bandwidth::new();
    assert_eq!(bandwidth.available(), None);
    for second in 0..5 {
        bandwidth.reported_loss(start + Duration::from_secs(second), 60);
    }
    let low = bandwidth.available().expect("it was told");
    assert!(low < 1_100_000, "{low}");
    for second in 5..15 {
        bandwidth.reported_loss(start + Duration::from_secs(second), 0);
    }
    assert!(bandwidth.available().expect("it was told") > low);
    bandwidth.told(300_000);
    assert_eq!(bandwidth.available(), Some(300_000));
}

#[test]
fn what_is_put_between_the_packets_of_a_source_moves_the_others_up() {
    let now = Instant::now();
    let mut rewriter = Rewriter::new(100, 5_000);
    rewriter.switch(now, 9, 70, 160, 8_000);
    let first = rewriter.map(now, 70, 160).expect("the first");
    let later = now + Duration::from_millis(20);
    let (number, time) = rewriter.insert(later, 8_000);
    assert_eq!((number, time), (first.0 + 1, first.1 + 160));
    assert_eq!(
        rewriter.map(later, 71, 320),
        Some((first.0 + 2, first.1 + 160))
    );
    // One that was under way keeps its place.
    rewriter.map(later, 73, 640);
    rewriter.insert(later, 8_000);
    assert_eq!(
        rewriter.map(later, 72, 480),
        Some((first.0 + 3, first.1 + 320))
    );
    assert_eq!(
        rewriter.map(later, 74, 800),
        Some((first.0 + 6, first.1 + 640))
    );
}

#[test]
fn the_lowest_of_several_limits_binds_until_its_owner_leaves() {
    let mut limits = Limits::default();
    assert_eq!(limits.binding(), None);
    limits.set(1, 900_000);
    limits.set(2, 400_000);
    assert_eq!(limits.binding(), Some((2, 400_000)));
    limits.set(2, 1_200_000);
    assert_eq!(limits.binding(), Some((1, 900_000)));
    limits.forget(1);
    assert_eq!(limits.binding(), Some((2, 1_200_000)));
    for owner in 10..30 {
        limits.set(owner, 2_000_000);
    }
    assert_eq!(limits.binding(), Some((2, 1_200_000)), "the tightest stay");
}
