#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
//! Every state of the four machines by every input, as RFC 3261 figures 5 to 8 say with the corrections of RFC 6026 §7 and §8.
//!
//! A row is `transport | state | inputs | next state | what is done`. The transport is `U` (datagrams), `R` (streams) or `*`; `never`
//! stands where a timer cannot run. An error of the transport is no input of these machines: the edge takes the next destination, or
//! ends what waits (§17.1.4, RFC 6026 §8.6).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::timers::Letter;
use super::*;

use Reliability::{Reliable, Unreliable};

/// Figure 5 with RFC 6026 figure 2. Over streams Timer D is zero: `completed` ends as it begins.
const INVITE_CLIENT: &str = "
U | calling    | start            | calling    | transmit, B 32000, A 500
R | calling    | start            | calling    | transmit, B 32000
* | calling    | 1xx              | proceeding | stop A, stop B, deliver
* | calling    | 2xx              | accepted   | stop A, stop B, M 32000, deliver
U | calling    | 3xx-6xx          | completed  | stop A, stop B, ack, D 32000, deliver
R | calling    | 3xx-6xx          | terminated | stop A, stop B, ack, deliver, gone
U | calling    | timer A          | calling    | transmit, A 1000
R | calling    | timer A          | never      |
* | calling    | timer B          | terminated | timed out, gone
* | calling    | timer D, timer M | calling    |
* | proceeding | 1xx              | proceeding | stop A, stop B, deliver
* | proceeding | 2xx              | accepted   | stop A, stop B, M 32000, deliver
U | proceeding | 3xx-6xx          | completed  | stop A, stop B, ack, D 32000, deliver
R | proceeding | 3xx-6xx          | terminated | stop A, stop B, ack, deliver, gone
* | proceeding | timer A, timer B, timer D, timer M | proceeding |
U | completed  | 1xx, 2xx         | completed  |
U | completed  | 3xx-6xx          | completed  | ack
U | completed  | timer A, timer B, timer M | completed |
U | completed  | timer D          | terminated | gone
* | accepted   | 1xx, 3xx-6xx     | accepted   |
* | accepted   | 2xx              | accepted   | deliver
* | accepted   | timer A, timer B, timer D | accepted |
* | accepted   | timer M          | terminated | gone
* | terminated | 1xx, 2xx, 3xx-6xx, timer A, timer B, timer D, timer M | terminated |
";

/// Figure 6. Over streams Timer K is zero: `completed` ends as it begins.
const OTHER_CLIENT: &str = "
U | trying     | start            | trying     | transmit, F 32000, E 500
R | trying     | start            | trying     | transmit, F 32000
* | trying     | 1xx              | proceeding | deliver
U | trying     | 2xx, 3xx-6xx     | completed  | stop E, stop F, K 5000, deliver
R | trying     | 2xx, 3xx-6xx     | terminated | stop E, stop F, deliver, gone
U | trying     | timer E          | trying     | transmit, E 1000
R | trying     | timer E          | never      |
* | trying     | timer F          | terminated | timed out, gone
* | trying     | timer K          | trying     |
* | proceeding | 1xx              | proceeding | deliver
U | proceeding | 2xx, 3xx-6xx     | completed  | stop E, stop F, K 5000, deliver
R | proceeding | 2xx, 3xx-6xx     | terminated | stop E, stop F, deliver, gone
U | proceeding | timer E          | proceeding | transmit, E 4000
R | proceeding | timer E          | never      |
* | proceeding | timer F          | terminated | timed out, gone
* | proceeding | timer K          | proceeding |
U | completed  | 1xx, 2xx, 3xx-6xx, timer E, timer F | completed |
U | completed  | timer K          | terminated | gone
* | terminated | 1xx, 2xx, 3xx-6xx, timer E, timer F, timer K | terminated |
";

/// Figure 7 with RFC 6026 figure 1. The request itself makes the machine. The edge gives an ACK that does nothing here to the call
/// (RFC 6026 §7.1), and the call repeats its 2xx, not the machine. Over streams Timer I is zero, and nothing repeats a refusal.
const INVITE_SERVER: &str = "
* | proceeding | 1xx              | proceeding | transmit
* | proceeding | 2xx              | accepted   | transmit, L 32000
U | proceeding | 3xx-6xx          | completed  | transmit, H 32000, G 500
R | proceeding | 3xx-6xx          | completed  | transmit, H 32000
* | proceeding | again            | proceeding | transmit
* | proceeding | ack              | proceeding |
* | proceeding | timer G, timer H, timer I, timer L | proceeding |
* | completed  | 1xx, 2xx, 3xx-6xx | completed |
* | completed  | again            | completed  | transmit
U | completed  | ack              | confirmed  | stop G, stop H, I 5000
R | completed  | ack              | terminated | gone
U | completed  | timer G          | completed  | transmit, G 1000
R | completed  | timer G          | never      |
* | completed  | timer H          | terminated | timed out, gone
* | completed  | timer I, timer L | completed  |
U | confirmed  | 1xx, 2xx, 3xx-6xx, again, ack, timer G, timer H, timer L | confirmed |
U | confirmed  | timer I          | terminated | gone
* | accepted   | 1xx, 3xx-6xx, again, ack | accepted |
* | accepted   | 2xx              | accepted   | transmit
* | accepted   | timer G, timer H, timer I | accepted |
* | accepted   | timer L          | terminated | gone
* | terminated | 1xx, 2xx, 3xx-6xx, again, ack, timer G, timer H, timer I, timer L | terminated |
";

/// Figure 8. Over streams Timer J is zero: `completed` ends as it begins.
const OTHER_SERVER: &str = "
* | trying     | 1xx              | proceeding | transmit
U | trying     | 2xx, 3xx-6xx     | completed  | transmit, J 32000
R | trying     | 2xx, 3xx-6xx     | terminated | transmit, gone
* | trying     | again, timer J   | trying     |
* | proceeding | 1xx, again       | proceeding | transmit
U | proceeding | 2xx, 3xx-6xx     | completed  | transmit, J 32000
R | proceeding | 2xx, 3xx-6xx     | terminated | transmit, gone
* | proceeding | timer J          | proceeding |
U | completed  | 1xx, 2xx, 3xx-6xx | completed |
U | completed  | again            | completed  | transmit
U | completed  | timer J          | terminated | gone
* | terminated | 1xx, 2xx, 3xx-6xx, again, timer J | terminated |
";

/// One of the four.
#[derive(Clone, Debug)]
enum Machine {
    Client(ClientMachine),
    Server(ServerMachine),
}

impl Machine {
    fn state(&self) -> &'static str {
        match self {
            Machine::Client(m) => m.state(),
            Machine::Server(m) => m.state(),
        }
    }

    /// By the words of the tables; a class of statuses by its first one or its last.
    fn feed(&mut self, input: &str, last: bool) -> Vec<Step> {
        let status = match (input, last) {
            ("1xx", false) => Some(100),
            ("1xx", true) => Some(199),
            ("2xx", false) => Some(200),
            ("2xx", true) => Some(299),
            ("3xx-6xx", false) => Some(300),
            ("3xx-6xx", true) => Some(699),
            _ => None,
        };
        let timer = input.strip_prefix("timer ").map(letter);
        match (self, status, timer) {
            (Machine::Client(m), Some(status), _) => m.response(status),
            (Machine::Server(m), Some(status), _) => m.respond(status),
            (Machine::Client(m), _, Some(letter)) => m.timer(letter),
            (Machine::Server(m), _, Some(letter)) => m.timer(letter),
            (Machine::Client(m), ..) if input == "start" => m.start(),
            (Machine::Server(m), ..) if input == "again" => m.repeated(),
            (Machine::Server(ServerMachine::Invite(m)), ..) if input == "ack" => m.acknowledged(),
            (machine, ..) => panic!("{machine:?} knows no {input:?}"),
        }
    }
}

fn letter(name: &str) -> Letter {
    let found = Letter::ALL.iter().find(|l| format!("{l:?}") == name);
    *found.unwrap_or_else(|| panic!("no timer {name:?}"))
}

/// A step in the words of the tables.
fn word(step: &Step) -> String {
    match step {
        Step::Transmit => "transmit".into(),
        Step::TransmitAck => "ack".into(),
        Step::Deliver => "deliver".into(),
        Step::Start(letter, after) => format!("{letter:?} {}", after.as_millis()),
        Step::Stop(letter) => format!("stop {letter:?}"),
        Step::TimedOut => "timed out".into(),
        Step::Gone => "gone".into(),
    }
}

struct Row<'t> {
    state: &'t str,
    input: &'t str,
    next: &'t str,
    done: Vec<&'t str>,
}

/// Rows of one transport, one for each input.
fn rows<'t>(table: &'t str, transport: &str) -> Vec<Row<'t>> {
    let mut all = Vec::new();
    for line in table.lines().filter(|l| !l.is_empty()) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [of, state, inputs, next, done] = cells[..] else {
            panic!("{line:?} is no row");
        };
        if of != "*" && of != transport {
            continue;
        }
        for input in inputs.split(", ") {
            let done = done.split(", ").filter(|d| !d.is_empty()).collect();
            all.push(Row {
                state,
                input,
                next,
                done,
            });
        }
    }
    all
}

/// Walks from a new machine by the rows to each state that can be reached.
fn reached(rows: &[Row<'_>], new: &Machine) -> BTreeMap<String, Machine> {
    let mut first = new.clone();
    if matches!(new, Machine::Client(_)) {
        first.feed("start", false);
    }
    let mut all = BTreeMap::from([(first.state().to_string(), first)]);
    loop {
        let step = rows.iter().find_map(|row| {
            let from = all.get(row.state)?;
            let unknown = row.next != "never" && !all.contains_key(row.next);
            (unknown && row.input != "start").then(|| (row, from.clone()))
        });
        let Some((row, mut machine)) = step else {
            return all;
        };
        machine.feed(row.input, false);
        assert_eq!(machine.state(), row.next, "{} by {}", row.state, row.input);
        all.insert(row.next.to_string(), machine);
    }
}

/// Checks a table: it is whole, and the machine does what it says.
fn check(table: &str, make: impl Fn(Reliability) -> Machine) {
    for (transport, reliability) in [("U", Unreliable), ("R", Reliable)] {
        let rows = rows(table, transport);
        let new = make(reliability);
        let machines = reached(&rows, &new);
        let inputs: BTreeSet<&str> = rows
            .iter()
            .map(|r| r.input)
            .filter(|i| *i != "start")
            .collect();
        let states: BTreeSet<&str> = rows.iter().map(|r| r.state).collect();
        let reachable: BTreeSet<&str> = machines.keys().map(String::as_str).collect();
        assert_eq!(
            states, reachable,
            "{transport}: a state without rows, or rows without a way to their state"
        );
        for state in &states {
            for input in &inputs {
                let found = rows
                    .iter()
                    .filter(|r| r.state == *state && r.input == *input);
                assert_eq!(found.count(), 1, "{transport} {state} by {input}");
            }
        }
        for row in &rows {
            if row.next == "never" {
                let name = row
                    .input
                    .strip_prefix("timer ")
                    .expect("only a timer never fires");
                let starts =
                    |r: &Row<'_>| r.done.iter().any(|d| d.starts_with(&format!("{name} ")));
                assert!(!rows.iter().any(starts), "{transport}: {} runs", row.input);
                continue;
            }
            for last in [false, true] {
                let mut machine = match row.input {
                    "start" => new.clone(),
                    _ => machines[row.state].clone(),
                };
                let steps = machine.feed(row.input, last);
                let done: Vec<String> = steps.iter().map(word).collect();
                let what = format!("{transport} {} by {} ({last})", row.state, row.input);
                assert_eq!(
                    (machine.state(), done),
                    (row.next, row.done.iter().map(|d| d.to_string()).collect()),
                    "{what}"
                );
            }
        }
    }
}

#[test]
fn the_client_of_an_invite_does_what_its_table_says() {
    check(INVITE_CLIENT, |r| {
        Machine::Client(ClientMachine::Invite(ClientInvite::new(r)))
    });
}

#[test]
fn the_client_of_another_request_does_what_its_table_says() {
    check(OTHER_CLIENT, |r| {
        Machine::Client(ClientMachine::Other(ClientOther::new(r)))
    });
}

#[test]
fn the_server_of_an_invite_does_what_its_table_says() {
    check(INVITE_SERVER, |r| {
        Machine::Server(ServerMachine::Invite(ServerInvite::new(r)))
    });
}

#[test]
fn the_server_of_another_request_does_what_its_table_says() {
    check(OTHER_SERVER, |r| {
        Machine::Server(ServerMachine::Other(ServerOther::new(r)))
    });
}

#[test]
fn the_numbers_of_the_tables_are_those_of_table_4() {
    use super::timers::{T1, T2, T4, T64};
    let ms = |n| Duration::from_millis(n);
    assert_eq!([T1, T2, T4, T64], [ms(500), ms(4000), ms(5000), ms(32_000)]);
}
