//! Hold, both ways (H.323 §8.4.6).

use tolk_model::StreamId;
use tolk_model::media::Flow;

use super::pair::Pair;

fn hold(pair: &mut Pair, flow: Flow) {
    let own = {
        let side = &mut pair.sides[0];
        for stream in &mut side.own.streams {
            stream.flow = flow;
        }
        super::reply(&side.own, &side.remote)
    };
    pair.sides[0].session.describe(pair.now, &own);
    pair.drain(0);
    pair.deliver(0);
}

#[test]
fn who_takes_nothing_pauses_the_far_end_and_lets_it_go_on() {
    for (seed, flow) in [(1, Flow::Inactive), (2, Flow::SendOnly)] {
        let mut pair = Pair::plain(seed);
        pair.start(0);
        pair.deliver(0);
        pair.assert_talking();
        pair.log.clear();
        hold(&mut pair, flow);
        let said: Vec<&str> = pair
            .log
            .iter()
            .filter(|(n, _)| *n == 0)
            .map(|(_, m)| m.as_str())
            .collect();
        assert_eq!(said[0], "terminalCapabilitySet", "{said:?}");
        // They stop: both channels are closed, and they know that they are on hold.
        let closed = pair
            .log
            .iter()
            .filter(|(n, m)| *n == 1 && m == "closeLogicalChannel");
        assert_eq!(closed.count(), 2, "{:?}", pair.log);
        let told = pair.sides[1].remote.stream(StreamId(0)).unwrap().clone();
        assert!(!told.flow.receives(), "{told:?}");
        assert_eq!(told.flow.sends(), flow == Flow::SendOnly, "{told:?}");
        // Time alone changes nothing.
        pair.log.clear();
        pair.pass(std::time::Duration::from_secs(200));
        let other = pair.log.iter().find(|(_, m)| !m.starts_with("roundTrip"));
        assert_eq!(other, None);
        hold(&mut pair, Flow::Both);
        pair.pass(std::time::Duration::from_secs(1));
        pair.assert_talking();
        assert!(
            pair.log
                .iter()
                .any(|(_, m)| m == "masterSlaveDetermination")
        );
    }
}
