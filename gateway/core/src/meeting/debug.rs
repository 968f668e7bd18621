//! What lives inside, for `/debug`: no names, no addresses, no keys.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tolk_model::plan::Source;

use super::leg::Leg;
use super::machine::Meeting;

impl Meeting {
    /// What lives inside, for `/debug`. No personal data, no secrets.
    pub fn debug_state(&self) -> Value {
        let participants = self.participants.iter().map(|p| {
            json!({
                "participant": p.id,
                "role": p.role,
                "presence": p.presence(),
                "muted": p.muted,
                "camera_off": p.camera_off,
                "rings": p.calling.as_ref().map(|c| c.rings),
            })
        });
        json!({
            "meeting": self.config.id,
            "kind": format!("{:?}", self.config.kind),
            "phase": format!("{:?}", self.phase),
            "locked": self.locked,
            "ending": self.ending,
            "participants": participants.collect::<Vec<_>>(),
            "legs": self.legs.iter().map(|l| self.leg_state(l)).collect::<Vec<_>>(),
            "transfers": self.open_transfers(),
            "missed": self.missed_state(),
            "speakers": self.speakers,
            "speaking": self.speaking,
            "timers": self.timers.len(),
            "next_timer": self.timers.next().map(|(_, name)| name),
            "plan_waits": self.changed.plan,
            "plan": self.plan_state(),
        })
    }

    fn leg_state(&self, leg: &Leg) -> Value {
        json!({
            "leg": leg.id,
            "call": leg.call,
            "participant": leg.participant,
            "edge": leg.edge,
            "direction": leg.direction,
            "state": leg.state.as_str(),
            "since": leg.since,
            "connected_at": leg.connected_at,
            "media_at": leg.media_at,
            "lost": leg.lost,
            "at_desk": leg.desk.is_some(),
            "cause": leg.cause,
            "early": leg.early.is_some(),
            "waits_for_ports": leg.opens.len(),
            "our_rev": leg.asking.rev,
            "asked": leg.asking.open.as_ref().map(|(rev, _)| rev),
            "steered": leg.asking.steered,
            "receiving": leg.receiving.iter().map(|(s, c)| (s.to_string(), c.as_str())).collect::<BTreeMap<_, _>>(),
            "quality": leg.quality,
        })
    }

    fn plan_state(&self) -> Value {
        let Some(plan) = &self.plan else {
            return Value::Null;
        };
        let legs = plan.legs.iter().map(|l| {
            let feeds = l.feeds.iter().map(|f| {
                json!({
                    "stream": f.stream,
                    "slot": f.slot,
                    "source": word(&f.source),
                    "from": &f.source,
                    "codec": f.codec.codec.as_str(),
                })
            });
            json!({ "leg": l.leg, "feeds": feeds.collect::<Vec<_>>() })
        });
        json!({
            "version": plan.version,
            "legs": legs.collect::<Vec<_>>(),
            "mix": plan.mix,
            "encoders": plan.classes,
            "notes": plan.notes,
        })
    }
}

fn word(source: &Source) -> &'static str {
    match source {
        Source::Silence => "silence",
        Source::Forward { .. } => "forward",
        Source::Echo { .. } => "echo",
        Source::Recode { .. } => "recode",
        Source::Mix { .. } => "mix",
        Source::Class { .. } => "class",
        Source::Prompt { .. } => "prompt",
    }
}
