//! What `[h323]` says.

use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::time::Duration;

use super::resolve::{PortRange, SOCKET, Tree, seconds};

/// `[h323]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct H323ListenConfig {
    /// TCP listeners for call signalling; empty: H.323 is off, in both directions.
    pub bind: Vec<SocketAddr>,
    /// TCP ports for control that has a connection of its own.
    pub h245_ports: RangeInclusive<u16>,
    /// What far ends show as our name.
    pub name: String,
    /// Media is proposed, and proposals are taken up, before the answer.
    pub fast_start: bool,
    /// Control is carried in call signalling where the far end can.
    pub tunnelling: bool,
    /// How long a call may ring.
    pub no_answer: Duration,
}

pub(super) fn read(tree: &mut Tree<'_>) -> H323ListenConfig {
    let mut section = tree.section("h323");
    let ports = "a range of ports such as \"30000-30999\"";
    let h245 = section.parsed::<PortRange>("h245_ports", ports);
    let h323 = H323ListenConfig {
        bind: section.list::<SocketAddr>("bind", SOCKET),
        h245_ports: h245.map_or(30_000..=30_999, |r| r.0),
        name: section.text("name").unwrap_or_default(),
        fast_start: section.truth("fast_start").unwrap_or(true),
        tunnelling: section.truth("tunnelling").unwrap_or(true),
        no_answer: seconds(section.number("no_answer_s", 5..=600)),
    };
    let given = section
        .given("name")
        .filter(|_| h323.name.len() > MOST_NAME);
    if let Some(given) = given {
        let place = given.place;
        section.wrong(
            "name",
            place,
            "is longer than the 80 bytes that far ends show",
        );
    }
    section.finish(&[]);
    h323
}

/// A Display element holds no more (H.225.0 table 5).
const MOST_NAME: usize = 80;

#[cfg(test)]
mod tests {
    use tolk_model::Seed;

    use crate::config::{Config, Mistakes};

    fn read(text: &str) -> Result<Config, Mistakes> {
        let nothing = std::iter::empty();
        crate::config::read("tolk.toml", text, nothing, &Seed::from_number(1))
    }

    #[test]
    fn it_listens_where_all_do_and_an_empty_list_turns_it_off() {
        let usual = read("").expect("lawful").h323;
        let bound: Vec<String> = usual.bind.iter().map(ToString::to_string).collect();
        assert_eq!(bound, ["0.0.0.0:1720", "[::]:1720"]);
        assert_eq!(usual.h245_ports, 30_000..=30_999);
        assert!(usual.fast_start && usual.tunnelling);
        let off = read("[h323]\nbind = []\nfast_start = false\n").expect("lawful");
        assert!(off.h323.bind.is_empty() && !off.h323.fast_start);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let long = "x".repeat(81);
        let text = format!(
            "[h323]\nbind = [\"1720\"]\nh245_ports = \"80-90\"\nname = \"{long}\"\nno_answer_s = 1\n"
        );
        let mistakes = read(&text).expect_err("wrong").all;
        let keys: Vec<&str> = mistakes.iter().map(|m| m.key.as_str()).collect();
        let expected = ["bind", "h245_ports", "name", "no_answer_s"].map(|k| format!("h323.{k}"));
        assert_eq!(keys, expected, "{mistakes:?}");
    }
}
