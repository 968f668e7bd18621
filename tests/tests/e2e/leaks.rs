//! After many calls with all kinds of ends, nothing is left.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tolk_tests::impair::{Impairer, Impairment, SplitMix};
use tolk_tests::measure::Sender;
use tolk_tests::measure::footprint::slope;
use tolk_tests::peers::baresip::{Kind, Video};
use tolk_tests::peers::caller::{Caller, description};
use tolk_tests::peers::picture_end::PictureEnd;
use tolk_tests::peers::rtp_end::RtpEnd;
use tolk_tests::peers::story::wait_until;

use super::room::Room;
use super::world::{LOCALHOST, MEDIA, ROOM, SOON, World};

/// Growth of memory that is no leak, bytes a round: an allocator keeps what it once had.
const LAWFUL_GROWTH: f64 = 512.0 * 1024.0;
const ROUNDS: usize = 5;
/// Calls of a round, the room's among them.
const CALLS: usize = 40;
/// Calls at a time.
const LINES: usize = 10;
/// Questions of each line in a peak: some of them meet at the database.
const QUESTIONS: usize = 10;
/// Killed workers of a round: a third within half a minute, and the picture itself is suspected.
const KILLS: usize = 2;
const SEED: u64 = 20_260_301;
/// A line that is bad, and not so bad that repeats do not help.
const BAD: Impairment = Impairment {
    loss: 100,
    duplicate: 50,
    reorder: 50,
    hold: Duration::from_millis(30),
    delay: Duration::from_millis(2),
    jitter: Duration::from_millis(5),
};
const SPEAKER: Kind = Kind {
    video: Some(Video::Vp8),
    ..Kind::ROOM
};

/// How a call goes and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    HangsUp,
    /// Given up before it is answered, or while it is.
    Cancels,
    /// Its signalling and its sound lose packets.
    OnABadLine,
    /// Its picture is made by a worker, and somebody kills that.
    LosesItsWorker,
    /// Nobody listens, where we call.
    CallsNobody,
    /// Nobody answers, where we call: that is known after half a minute (RFC 3261 timer B).
    CallsIntoTheVoid,
    /// Its power is cut before its sound has come: known after half a minute of silence.
    DiesAtOnce,
    /// Its power is cut in the middle.
    DiesTalking,
}

impl End {
    const QUICK: [End; 5] = [
        End::HangsUp,
        End::Cancels,
        End::OnABadLine,
        End::LosesItsWorker,
        End::CallsNobody,
    ];
    const SLOW: [End; 3] = [End::CallsIntoTheVoid, End::DiesAtOnce, End::DiesTalking];

    /// One by chance; half a minute is spent only where `patient`.
    fn any(random: &mut SplitMix, patient: bool) -> End {
        let slow = if patient { &End::SLOW[..] } else { &[] };
        let all = [&End::QUICK, slow].concat();
        all[random.below(all.len() as u64) as usize]
    }

    fn of_a_round(random: &mut SplitMix, patient: bool) -> Vec<End> {
        let mut ends = Vec::new();
        while ends.len() < CALLS - 1 {
            let end = End::any(random, patient);
            let before = ends.iter().filter(|e| **e == end).count();
            if end != End::LosesItsWorker || before < KILLS {
                ends.push(end);
            }
        }
        ends
    }
}

/// What the calls of a story have in common.
struct Calls<'a> {
    world: &'a World,
    /// One worker is killed at a time.
    killing: Mutex<()>,
    lost: AtomicU64,
    killed: AtomicU64,
    kinds: Mutex<BTreeSet<End>>,
}

impl Calls<'_> {
    /// Forty calls: a room that shows a picture, and what chance makes of the others.
    fn round(&self, room: &mut Room, random: &mut SplitMix, number: usize) {
        let last = number == ROUNDS;
        // Twice half a minute is enough.
        let patient = last || number == 1;
        room.sip.dial(&self.world.uri(ROOM, "udp")).unwrap();
        let ends = End::of_a_round(random, patient);
        self.kinds.lock().unwrap().extend(ends.iter().copied());
        let seeded: Vec<(End, u64)> = ends.iter().map(|e| (*e, random.next_u64())).collect();
        let next = Mutex::new(seeded.into_iter());
        std::thread::scope(|threads| {
            for _ in 0..LINES {
                threads.spawn(|| {
                    loop {
                        let Some((end, seed)) = next.lock().unwrap().next() else {
                            break;
                        };
                        let done = self.call(end, SplitMix::new(seed));
                        done.unwrap_or_else(|e| panic!("{end:?} by {seed}: {e:?}"));
                    }
                });
            }
        });
        if last {
            room.sip.kill().unwrap();
        } else {
            room.sip.hang_up().unwrap();
        }
        self.world.wait_until_idle();
    }

    fn call(&self, end: End, mut random: SplitMix) -> anyhow::Result<()> {
        let sip = self.world.sip;
        match end {
            End::CallsNobody => return self.call_out("tcp"),
            End::CallsIntoTheVoid => return self.call_out("udp"),
            End::OnABadLine => return self.bad_line(&mut random),
            End::LosesItsWorker => {
                let _alone = self.killing.lock().unwrap();
                return self.lose_worker();
            }
            End::HangsUp | End::Cancels | End::DiesAtOnce | End::DiesTalking => {}
        }
        let says = (end != End::DiesAtOnce).then_some(Sender(1));
        let line = RtpEnd::open(LOCALHOST, says)?;
        let mut call = Caller::invite(LOCALHOST, sip, ROOM, &description(line.address(), None))?;
        let a_while = Duration::from_millis(300 + random.below(1_200));
        if end == End::Cancels {
            call.wait_for_response(SOON)?;
            return call.cancel(SOON);
        }
        call.wait_for_answer(SOON)?;
        if end != End::DiesAtOnce {
            call.stay(a_while);
        }
        if end == End::HangsUp {
            call.hang_up(SOON)?;
        }
        Ok(())
    }

    fn call_out(&self, transport: &str) -> anyhow::Result<()> {
        let nobody = format!("sip:nobody@{LOCALHOST}:9;transport={transport}");
        let order = json!({"from": ROOM, "to": nobody});
        self.world.tolk.post("/api/v1/calls", &order).map(drop)
    }

    fn bad_line(&self, random: &mut SplitMix) -> anyhow::Result<()> {
        let any = || (LOCALHOST, 0).into();
        let line = RtpEnd::open(LOCALHOST, Some(Sender(1)))?;
        let sound = Impairer::start(any(), line.address(), BAD, random.next_u64())?;
        let signalling = Impairer::start(any(), self.world.sip, BAD, random.next_u64())?;
        let offer = description(sound.address(), None);
        let mut call = Caller::invite(LOCALHOST, signalling.address(), ROOM, &offer)?;
        call.wait_for_answer(MEDIA)?;
        call.stay(Duration::from_millis(1_000 + random.below(1_000)));
        call.hang_up(MEDIA)?;
        for between in [&sound, &signalling] {
            let lost = between.counts().lost.load(Ordering::Relaxed);
            self.lost.fetch_add(lost, Ordering::Relaxed);
        }
        Ok(())
    }

    fn lose_worker(&self) -> anyhow::Result<()> {
        let line = RtpEnd::open(LOCALHOST, None)?;
        let pictures = PictureEnd::open(LOCALHOST)?;
        let offer = description(line.address(), Some(pictures.address()));
        let mut call = Caller::invite(LOCALHOST, self.world.sip, ROOM, &offer)?;
        call.wait_for_answer(SOON)?;
        let mut hold = |what: &str, until: &dyn Fn() -> bool| {
            wait_until(what, MEDIA, || {
                call.stay(Duration::from_millis(20));
                Ok(until())
            })
        };
        hold("a picture that a worker made", &|| {
            pictures.whole_pictures() > 0
        })?;
        let killed = self.world.kill_worker()?;
        self.killed.fetch_add(1, Ordering::Relaxed);
        hold("another worker", &|| {
            let now = self.world.worker();
            now.is_some() && now != Some(killed)
        })?;
        let before = pictures.whole_pictures();
        hold("its picture", &|| pictures.whole_pictures() > before)?;
        call.hang_up(SOON)
    }
}

/// Each leg that the journal still knows from its beginning was told closed once.
fn closed_once(world: &World) {
    let leg = |e: &Value| e["leg"].as_str().unwrap_or_default().to_string();
    let closed: Vec<String> = world.journal("media_closed").iter().map(leg).collect();
    let opened = world.journal("leg_opened");
    assert!(opened.len() >= CALLS, "{} legs", opened.len());
    for opened in opened.iter().map(leg) {
        let count = closed.iter().filter(|closed| **closed == opened).count();
        // One that was given up before its ports were asked for has none to close.
        assert!(count <= 1, "{opened} closed {count} times");
    }
    let engine = |what: &str| {
        let debug = world.tolk.get("/debug").unwrap();
        debug["switchboard"]["engine"]["engine"][what]
            .as_u64()
            .unwrap()
    };
    assert!(engine("opened") >= (ROUNDS * CALLS / 2) as u64);
    assert_eq!(engine("opened"), engine("closed"));
}

/// As many questions at once as the calls of a round ask: threads that wait for blocking work stay for a while, and connections to the
/// database for good.
fn peak(world: &World) {
    std::thread::scope(|threads| {
        for _ in 0..LINES {
            threads.spawn(|| {
                for _ in 0..QUESTIONS {
                    world.held().unwrap();
                    world.journal("leg_ended");
                }
            });
        }
    });
}

#[test]
fn nothing_is_left_after_two_hundred_calls() {
    let world = World::begin("leaks");
    let start = world.held().unwrap();
    let mut random = SplitMix::new(SEED);
    let mut room = Room::new(&world, Sender(0), SPEAKER);
    let calls = Calls {
        world: &world,
        killing: Mutex::new(()),
        lost: AtomicU64::new(0),
        killed: AtomicU64::new(0),
        kinds: Mutex::new(BTreeSet::new()),
    };
    // The first round fills pools that stay.
    calls.round(&mut room, &mut random, 0);
    peak(&world);
    let (held, before) = (world.held().unwrap(), world.footprint());
    let start = start.with_process_of(&held);
    let mut memory = Vec::new();
    for round in 1..=ROUNDS {
        calls.round(&mut room, &mut random, round);
        memory.push(world.memory());
    }
    let mut leaked = Vec::new();
    // Transactions and the spare worker take their time.
    wait_until("everything to be given back", MEDIA * 2, || {
        leaked = world.held()?.leaked_since(&start);
        leaked.extend(world.footprint().leaked_since(&before));
        Ok(leaked.is_empty())
    })
    .unwrap_or_else(|e| panic!("{e}: {leaked:#?}"));
    assert!(slope(&memory) < LAWFUL_GROWTH, "{memory:?}");
    closed_once(&world);
    let kinds = calls.kinds.lock().unwrap().len();
    assert_eq!(
        kinds,
        End::QUICK.len() + End::SLOW.len(),
        "all kinds of ends"
    );
    assert!(calls.lost.load(Ordering::Relaxed) > 50, "packets were lost");
    let killed = calls.killed.load(Ordering::Relaxed);
    assert!(killed >= ROUNDS as u64, "{killed} workers");
}

#[test]
fn negative_twin_a_call_that_stands_is_told_as_held() {
    let world = World::begin("leaks-twin");
    let start = world.held().unwrap();
    let line = RtpEnd::open(LOCALHOST, None).unwrap();
    let offer = description(line.address(), None);
    let mut call = Caller::invite(LOCALHOST, world.sip, ROOM, &offer).unwrap();
    call.wait_for_answer(SOON).unwrap();
    let leaked = world.held().unwrap().leaked_since(&start);
    for what in [
        "/switchboard/legs",
        "/switchboard/engine/engine/own_ports",
        "/sip/calls",
        "/process/files",
    ] {
        assert!(
            leaked.iter().any(|l| l.starts_with(what)),
            "{what}: {leaked:?}"
        );
    }
    call.hang_up(SOON).unwrap();
    world.wait_until_idle();
}
