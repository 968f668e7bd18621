//! The ladder for a terminal.

use std::collections::HashMap;
use std::fmt::Write;
use std::net::SocketAddr;

use serde_json::Value;

use super::capture::Time;
use super::row::{Protocol, Row, format};

/// What is printed of a row; far smaller than the row.
pub(super) struct Step {
    time: Time,
    from: SocketAddr,
    to: SocketAddr,
    label: String,
    note: String,
}

impl Step {
    pub(super) fn of(row: &Row) -> Step {
        let mut note = row.protocol.name().to_string();
        if row.tunnelled {
            note += " tunnelled";
        }
        let call = row.call.as_deref();
        let call = call.map(|call| format!("call {}", short(call, MOST_CALL)));
        for part in detail(row).into_iter().chain(call) {
            note = format!("{note}  {part}");
        }
        if let Some(problem) = &row.problem {
            note = format!("{note}  !! {}", short(problem, 80));
        }
        Step {
            time: row.time,
            from: row.from,
            to: row.to,
            label: row.message.clone(),
            note,
        }
    }
}

/// What one wants to see without the fields.
fn detail(row: &Row) -> Option<String> {
    let fields = &row.fields;
    match row.protocol {
        Protocol::Sip => fields["cseq"].as_str().map(|cseq| short(cseq, 24)),
        Protocol::H225 => {
            let cause = fields["q931"]["cause"]
                .as_u64()
                .map(|cause| format!("cause {cause}"));
            let body = fields["h323-uu-pdu"]["h323-message-body"].as_object();
            let starts =
                body.is_some_and(|body| body.values().any(|part| part.get("fastStart").is_some()));
            cause.or_else(|| starts.then(|| "fast start".to_string()))
        }
        Protocol::Rtp => Some(format!(
            "{} type {}  {} packets, {} lost, jitter {} ms, until {}",
            fields["ssrc"].as_str().unwrap_or_default(),
            fields["payload_type"],
            fields["packets"],
            fields["lost"],
            fields["jitter_ms"],
            fields["last"].as_str().unwrap_or_default(),
        )),
        Protocol::Ras | Protocol::H245 => number(fields),
    }
}

/// Numbers that say which of several it is.
fn number(fields: &Value) -> Option<String> {
    fields["requestSeqNum"]
        .as_u64()
        .map(|number| format!("#{number}"))
}

/// The whole ladder.
pub(super) fn ladder(mut steps: Vec<Step>) -> String {
    steps.sort_by_key(|step| step.time);
    let lanes = Lanes::of(&steps);
    let start = steps.first().map_or(0, |step| step.time);
    let mut text = format!("begins {}\n{}", format(start), lanes.header());
    for step in &steps {
        let seconds = (step.time - start) as f64 / 1e9;
        let _ = writeln!(
            text,
            "{seconds:>10.6}  {}  {}",
            lanes.arrow(step),
            step.note
        );
    }
    text
}

/// A column for each host; for each address if all is between two ports of one host.
struct Lanes {
    columns: HashMap<String, usize>,
    names: Vec<String>,
    by_port: bool,
}

impl Lanes {
    fn of(steps: &[Step]) -> Lanes {
        let by_port = steps.iter().all(|step| step.from.ip() == step.to.ip());
        let mut lanes = Lanes {
            columns: HashMap::new(),
            names: Vec::new(),
            by_port,
        };
        for address in steps.iter().flat_map(|step| [step.from, step.to]) {
            let name = lanes.name(address);
            if !lanes.columns.contains_key(&name) && lanes.names.len() <= MOST_LANES {
                lanes.columns.insert(name.clone(), lanes.names.len());
                lanes.names.push(name);
            }
        }
        lanes
    }

    fn name(&self, address: SocketAddr) -> String {
        if self.by_port {
            address.to_string()
        } else {
            address.ip().to_string()
        }
    }

    /// Whether there are few enough for columns.
    fn fit(&self) -> bool {
        self.names.len() <= MOST_LANES
    }

    fn header(&self) -> String {
        if !self.fit() {
            return String::new();
        }
        let names: Vec<String> = self
            .names
            .iter()
            .map(|name| format!("{:<WIDTH$}", short(name, WIDTH - 1)))
            .collect();
        format!("{:12}{}\n", "", names.concat().trim_end())
    }

    fn arrow(&self, step: &Step) -> String {
        let columns = (
            self.columns.get(&self.name(step.from)),
            self.columns.get(&self.name(step.to)),
        );
        let (Some(from), Some(to)) = columns else {
            return format!("{} -> {}  {}", step.from, step.to, step.label);
        };
        if !self.fit() {
            return format!("{} -> {}  {}", step.from, step.to, step.label);
        }
        let (left, right) = (*from.min(to), *from.max(to));
        let mut line = String::new();
        for column in 0..self.names.len() {
            line.push('|');
            let inside = column >= left && column < right;
            let fill = if inside { '-' } else { ' ' };
            line.extend(std::iter::repeat_n(fill, WIDTH - 1));
        }
        line.truncate(WIDTH * (self.names.len() - 1) + 1);
        let mut cells: Vec<char> = line.chars().collect();
        let (start, end) = (left * WIDTH + 1, right * WIDTH);
        if left == right {
            let (from, to) = (step.from.port(), step.to.port());
            return format!("{line}  {from} > {to}  {}", step.label);
        }
        let label = format!(" {} ", short(&step.label, end - start - 4));
        let at = start + (end - start - label.chars().count()) / 2;
        for (cell, letter) in cells.iter_mut().skip(at).zip(label.chars()) {
            *cell = letter;
        }
        let head = if from < to {
            (end - 1, '>')
        } else {
            (start, '<')
        };
        if let Some(cell) = cells.get_mut(head.0) {
            *cell = head.1;
        }
        cells.into_iter().collect()
    }
}

fn short(text: &str, most: usize) -> String {
    let clean = text
        .chars()
        .map(|letter| if letter.is_control() { '?' } else { letter });
    if text.chars().count() <= most {
        return clean.collect();
    }
    let mut cut: String = clean.take(most.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

/// Most columns; more hosts are told in lines.
const MOST_LANES: usize = 5;
/// Letters of a call's name.
const MOST_CALL: usize = 16;
/// Letters of a column.
const WIDTH: usize = 40;
