//! We watch others: SUBSCRIBE out, its answers, and its refreshes (RFC 6665 §4.1).

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::time::Duration;

use tolk_model::Pii;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::EdgeOutput;
use tolk_model::id::WatchId;
use tolk_model::party::Party;
use tolk_model::presence::{Document, EdgeEvent, Package, WatchedCall};
use tolk_model::registration::Route;
use tolk_model::time::Now;
use tolk_model::{Address, LegId};

use super::ended;
use super::event::Kind;
use super::state::{Direct, DirectTimer};
use super::way::Way;
use crate::call::cause;
use crate::dialog::Dialog;
use crate::edge::{Purpose, SipEdge};
use crate::transaction::timers::{T64, TimerKey};
use crate::wire::lex::{digits, trim};
use crate::wire::message::Common;
use crate::wire::{Method, Request, Response, SipUri, Uri};

/// What we ask for.
const LIFETIME: Duration = Duration::from_secs(3600);
/// Longest that is asked for when a notifier wants more.
const LONGEST: Duration = Duration::from_secs(86_400);
/// How long before its end a subscription is refreshed at most: time for a request that goes unanswered and another one.
const EARLY: Duration = Duration::from_secs(70);

/// Somebody elsewhere is watched.
#[derive(Debug)]
pub(super) struct Watch {
    pub(super) package: Package,
    /// The SUBSCRIBE that began it: addresses, Call-ID, our tag, the last number outside a dialog.
    pub(super) request: Request,
    way: Way,
    display: Pii<String>,
    /// Once the first NOTIFY or the answer has come.
    pub(super) dialog: Option<Dialog>,
    /// The request that is on its way.
    pub(super) client: Option<u64>,
    /// Where answers and NOTIFYs came from.
    pub(super) sources: BTreeSet<IpAddr>,
    lifetime: Duration,
    /// A longer life was asked for once.
    longer: bool,
    /// We do not want it any more.
    pub(super) leaving: bool,
    /// A NOTIFY came.
    pub(super) heard: bool,
    /// Of their last document.
    pub(super) version: Option<u32>,
    /// Calls by their name there.
    pub(super) calls: BTreeMap<String, WatchedCall>,
    /// What the core was told last.
    pub(super) told: Option<Document>,
}

impl Watch {
    /// What its events are called.
    pub(super) fn event(&self) -> &'static str {
        match self.package {
            Package::Dialogs => "dialog",
            _ => "presence",
        }
    }

    /// By what its NOTIFYs are found.
    pub(super) fn key(&self) -> (String, String) {
        (
            self.request.call_id().to_string(),
            self.request.sender_tag(),
        )
    }
}

impl SipEdge {
    /// The core wants to watch.
    pub(super) fn watch(
        &mut self,
        now: Now,
        id: WatchId,
        package: Package,
        of: &Address,
        by: &Party,
        route: Option<Route>,
    ) {
        if self.simple.watches.contains_key(&id) {
            return;
        }
        if let Err(cause) = self.begin_watch(now, id, package, of, by, route) {
            let retry = ended::retry(cause.reason, None);
            self.watch_ended(id, cause, retry);
        }
    }

    fn begin_watch(
        &mut self,
        now: Now,
        id: WatchId,
        package: Package,
        of: &Address,
        by: &Party,
        route: Option<Route>,
    ) -> Result<(), Cause> {
        if !matches!(package, Package::Presence | Package::Dialogs) {
            // Nobody here reads the others.
            return Err(Cause::us(Reason::NotSupported));
        }
        let request = self.outside_request(Method::Subscribe, of, by, route.as_ref())?;
        let watch = Watch {
            package,
            way: self.way_of(route)?,
            display: by.display_name.clone(),
            request,
            dialog: None,
            client: None,
            sources: BTreeSet::new(),
            lifetime: LIFETIME,
            longer: false,
            leaving: false,
            heard: false,
            version: None,
            calls: BTreeMap::new(),
            told: None,
        };
        let key = watch.key();
        if self.simple.watches.insert(id, watch).is_err() {
            self.limited("watches");
            return Err(Cause::us(Reason::Overloaded));
        }
        self.simple.by_watch_tags.insert(key, id);
        self.send_watch(now, id);
        Ok(())
    }

    /// It is time for the next SUBSCRIBE, of which the trunk may ask who we are once more.
    pub(super) fn refresh_watch(&mut self, now: Now, id: WatchId) {
        self.ask_watch_anew(id);
        self.send_watch(now, id);
    }

    fn ask_watch_anew(&mut self, id: WatchId) {
        let watch = self.simple.watches.get_mut(&id);
        if let Some(by) = watch.and_then(|w| w.way.trunk.as_mut()) {
            by.may_be_asked();
        }
    }

    /// Sends SUBSCRIBE: the first one, a refresh, or the last one.
    pub(super) fn send_watch(&mut self, now: Now, id: WatchId) {
        let Some(watch) = self.simple.watches.get_mut(&id) else {
            return;
        };
        let lifetime = if watch.leaving {
            Duration::ZERO
        } else {
            watch.lifetime
        };
        let within = watch.dialog.is_some();
        let mut request = match watch.dialog.as_mut() {
            Some(dialog) => dialog.request(Method::Subscribe),
            None => watch.request.clone(),
        };
        let kind = Kind::Told(watch.package);
        request.headers.push("event", watch.event());
        request.headers.push("accept", kind.media_type());
        request
            .headers
            .push("expires", lifetime.as_secs().to_string());
        let (mut way, display) = (watch.way.clone(), watch.display.clone());
        let hop = match &watch.dialog {
            Some(dialog) => dialog.next_hop(),
            None => sip(&request.uri),
        };
        let by_device = watch.dialog.as_ref().is_none_or(|d| d.routes.is_empty());
        if within {
            // The dialog has its own `From`; only the challenge is answered.
            if let Some(by) = way.trunk.as_mut() {
                self.answer_by(by, &mut request);
            }
        } else {
            self.present(&mut way, display.reveal(), &mut request);
        }
        let client = self.open_client(None, Purpose::Direct(Direct::Watch(id)), request);
        let (Some(client), Some(hop)) = (client, hop) else {
            return self.watch_failed(now, id, &Cause::us(Reason::Overloaded));
        };
        if let Some(watch) = self.simple.watches.get_mut(&id) {
            watch.client = Some(client);
            watch.way.clone_from(&way);
        }
        if within {
            way.trunk = None;
        }
        if !by_device {
            way.device = None;
        }
        self.route_out(now, client, way.trunk.as_ref(), way.device.as_ref(), &hop);
    }

    /// A SUBSCRIBE of ours was answered.
    pub(super) fn watch_answered(
        &mut self,
        now: Now,
        client: u64,
        id: WatchId,
        response: &Response,
    ) {
        let sent = self.clients.get(&client);
        let request = sent.map(|c| c.request.clone());
        let source = sent.and_then(crate::edge::Client::went_to);
        let Some(watch) = self.simple.watches.get_mut(&id) else {
            return;
        };
        watch.sources.extend(source);
        match response.status {
            200..=299 => self.watch_granted(now, id, request, response),
            423 => self.watch_longer(now, id, response),
            _ => self.watch_refused(now, id, response),
        }
    }

    fn watch_granted(
        &mut self,
        now: Now,
        id: WatchId,
        request: Option<Request>,
        response: &Response,
    ) {
        let Some(watch) = self.simple.watches.get_mut(&id) else {
            return;
        };
        let begun = watch.dialog.is_some();
        if let (None, Some(request)) = (&watch.dialog, request) {
            watch.dialog = Dialog::calling(&request, response).ok();
        } else if let Some(dialog) = watch.dialog.as_mut()
            && dialog.remote_tag == response.to_tag()
        {
            dialog.refresh(response);
        }
        let said = response.headers.text("expires").map(trim).and_then(digits);
        let granted = said.map_or(watch.lifetime, Duration::from_secs);
        let (leaving, heard) = (watch.leaving, watch.heard);
        if watch.dialog.is_none() {
            let cause = Cause::far_end(Reason::ProtocolError);
            return self.end_watch(id, cause, None);
        }
        if leaving {
            if !begun {
                return self.refresh_watch(now, id);
            }
            return self.wait_for_notify(now, id);
        }
        self.refresh_in(now, id, granted);
        if !heard {
            self.wait_for_notify(now, id);
        }
    }

    /// Sets the time of the next refresh.
    pub(super) fn refresh_in(&mut self, now: Now, id: WatchId, granted: Duration) {
        let early = (granted / 4).min(EARLY);
        let at = granted.saturating_sub(early).max(Duration::from_secs(5));
        let timer = TimerKey::Direct(DirectTimer::Refresh(id));
        self.timers.set(timer, now.mono + at.min(LONGEST));
    }

    /// A NOTIFY must come in time (timer N of RFC 6665 §4.1.2.4).
    fn wait_for_notify(&mut self, now: Now, id: WatchId) {
        let timer = TimerKey::Direct(DirectTimer::Silence(id));
        self.timers.set(timer, now.mono + T64);
    }

    fn watch_longer(&mut self, now: Now, id: WatchId, response: &Response) {
        let least = response.headers.text("min-expires").map(trim);
        let least = least.and_then(digits).map(Duration::from_secs);
        let Some(watch) = self.simple.watches.get_mut(&id) else {
            return;
        };
        let least = least.filter(|l| *l > watch.lifetime && *l <= LONGEST && !watch.longer);
        let Some(least) = least else {
            return self.watch_refused(now, id, response);
        };
        watch.lifetime = least;
        watch.longer = true;
        self.next_watch(now, id);
    }

    /// Once more, with another number.
    fn next_watch(&mut self, now: Now, id: WatchId) {
        if let Some(watch) = self.simple.watches.get_mut(&id)
            && watch.dialog.is_none()
        {
            let number = watch.request.cseq().map_or(1, |c| c.0) + 1;
            let cseq = format!("{number} {}", Method::Subscribe);
            watch.request.headers.set("cseq", cseq);
        }
        self.send_watch(now, id);
    }

    fn watch_refused(&mut self, now: Now, id: WatchId, response: &Response) {
        let way = self.simple.watches.get(&id).map(|w| w.way.clone());
        if let Some(mut way) = way
            && let Some(by) = way.trunk.as_mut()
            && self.take_challenge_by(by, response)
        {
            if let Some(watch) = self.simple.watches.get_mut(&id) {
                watch.way = way;
            }
            return self.next_watch(now, id);
        }
        let cause = cause::refused(response.status, &response.headers);
        let after = response.headers.text("retry-after");
        let after = after.and_then(|t| digits(trim(t.split([';', '(']).next()?)));
        let retry = match response.status {
            // It is forgotten there: a new one may begin at once.
            481 => Some(Duration::ZERO),
            _ => ended::retry(cause.reason, after.map(Duration::from_secs)),
        };
        self.end_watch(id, cause, retry);
    }

    /// A SUBSCRIBE of ours was never answered.
    pub(super) fn watch_failed(&mut self, _now: Now, id: WatchId, why: &Cause) {
        self.end_watch(id, why.clone(), ended::retry(why.reason, None));
    }

    /// The core does not want it any more.
    pub(super) fn unwatch(&mut self, now: Now, id: WatchId) {
        let Some(watch) = self.simple.watches.get_mut(&id) else {
            return;
        };
        if std::mem::replace(&mut watch.leaving, true) {
            return;
        }
        let begun = watch.dialog.is_some();
        self.timers.stop(TimerKey::Direct(DirectTimer::Refresh(id)));
        if begun {
            self.refresh_watch(now, id);
        }
    }

    /// No NOTIFY came.
    pub(super) fn watch_silent(&mut self, id: WatchId) {
        let later = ended::retry(Reason::TimedOut, None);
        self.end_watch(id, Cause::far_end(Reason::TimedOut), later);
    }

    /// It is over, exactly once. Whoever wanted to leave has left, whatever was in the way.
    pub(super) fn end_watch(&mut self, id: WatchId, cause: Cause, retry: Option<Duration>) {
        for timer in [DirectTimer::Refresh(id), DirectTimer::Silence(id)] {
            self.timers.stop(TimerKey::Direct(timer));
        }
        let Some(gone) = self.simple.watches.remove(&id) else {
            return;
        };
        self.simple.by_watch_tags.remove(&gone.key());
        let (cause, retry) = match gone.leaving {
            true => (Cause::us(Reason::HungUp), None),
            false => (cause, retry),
        };
        self.watch_ended(id, cause, retry);
    }

    fn watch_ended(&mut self, watch: WatchId, cause: Cause, retry_after: Option<Duration>) {
        self.output(EdgeOutput::Direct(EdgeEvent::WatchEnded {
            watch,
            cause,
            retry_after,
        }));
    }

    /// Names a call of somebody whom we watch.
    pub(super) fn name_watched_call(&mut self, now: Now) -> LegId {
        LegId::mint(now.wall, &mut self.random)
    }
}

fn sip(uri: &str) -> Option<SipUri> {
    match Uri::parse(uri) {
        Ok(Uri::Sip(uri)) => Some(uri),
        _ => None,
    }
}
