//! INFO: digits and picture requests, both ways (RFC 5168; the DTMF formats have no RFC).

use tolk_model::StreamRole;
use tolk_model::id::LegId;
use tolk_model::journal::JournalEvent;
use tolk_model::leg::{Digit, LegEvent};
use tolk_model::time::Now;

use super::State;
use crate::edge::{Purpose, SipEdge};
use crate::wire::body::{
    DTMF, DTMF_RELAY, MEDIA_CONTROL, PICTURE_FAST_UPDATE, content_type, dtmf, print_dtmf,
};
use crate::wire::media_control::{MediaControl, media_control};
use crate::wire::{Method, Request};

impl SipEdge {
    pub(super) fn info(&mut self, now: Now, leg: LegId, server: u64, request: &Request) {
        if request.headers.count("info-package") > 0 {
            // RFC 6086 §4.2.2: we told of none.
            if let Some(response) = self.response(server, 469) {
                self.respond(now, server, response.with("recv-info", ""));
            }
            return;
        }
        let (kind, _) = content_type(request.headers.text("content-type").unwrap_or_default());
        let event = match kind.as_str() {
            DTMF | DTMF_RELAY => match dtmf(&kind, &request.body) {
                Some(digit) => Some(LegEvent::Digit(digit)),
                None => return self.refuse_info(now, leg, server, "INFO holds no digit"),
            },
            MEDIA_CONTROL => match media_control(&request.body) {
                Some(MediaControl::PictureWanted) => self.picture_wanted(leg),
                Some(MediaControl::Other) => None,
                None => {
                    let problem = "media control is no XML of RFC 5168";
                    return self.refuse_info(now, leg, server, problem);
                }
            },
            _ if request.body.is_empty() => None,
            _ => {
                let accept = format!("{DTMF_RELAY}, {DTMF}, {MEDIA_CONTROL}");
                if let Some(response) = self.response(server, 415) {
                    self.respond(now, server, response.with("accept", accept));
                }
                return;
            }
        };
        self.answer(now, server, 200);
        if let (Some(event), Some(false)) = (event, self.calls.get(&leg).map(|c| c.ended)) {
            self.event(leg, event);
        }
    }

    /// A body that cannot be read: told to the sender and the journal. The call goes on (RFC 6086 §4.2.2).
    fn refuse_info(&mut self, now: Now, leg: LegId, server: u64, problem: &str) {
        let event = JournalEvent::Malformed {
            edge: self.config.edge.clone(),
            problem: problem.to_string(),
        };
        self.journal(Some(leg), event);
        self.answer(now, server, 400);
    }

    /// RFC 5168 names no stream unless by its label: the main picture that we send.
    fn picture_wanted(&self, leg: LegId) -> Option<LegEvent> {
        let streams = &self.calls.get(&leg)?.local.streams;
        let sent = |role| move |s: &&tolk_model::Stream| s.role == role && s.flow.sends();
        let main = streams.iter().find(sent(StreamRole::Main));
        let stream = main.or_else(|| streams.iter().find(sent(StreamRole::Content)))?;
        Some(LegEvent::PictureRequest(stream.id))
    }

    /// A digit by INFO; a peer that does not do it is not asked again.
    pub(super) fn send_digit(&mut self, now: Now, leg: LegId, digit: Digit) {
        if self.calls.get(&leg).is_some_and(|c| c.declined.digits) {
            return;
        }
        self.send_info(now, leg, Purpose::InfoDigit, DTMF_RELAY, &print_dtmf(digit));
    }

    /// A picture request by INFO.
    pub(super) fn send_picture_request(&mut self, now: Now, leg: LegId) {
        if self.calls.get(&leg).is_some_and(|c| c.declined.pictures) {
            return;
        }
        self.send_info(
            now,
            leg,
            Purpose::InfoPicture,
            MEDIA_CONTROL,
            PICTURE_FAST_UPDATE,
        );
    }

    fn send_info(&mut self, now: Now, leg: LegId, purpose: Purpose, kind: &str, body: &str) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if !matches!(call.state, State::Up) {
            return;
        }
        let Some(dialog) = call.dialog.as_mut() else {
            return;
        };
        let request = dialog.request(Method::Info).with_body(kind, body);
        self.send_in_dialog(now, leg, purpose, request);
    }
}
