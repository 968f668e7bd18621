//! NOTIFY: of those whom we watch, and what nobody asked for. Exchanges tell every telephone of its messages without a subscription;
//! nobody is harmed by a 200.

use tolk_model::id::WatchId;
use tolk_model::presence::{Document, EdgeEvent, Package, WatchedCall};
use tolk_model::time::Now;

use super::document::{dialog_info, media_type, pidf};
use super::ended::{self, Said};
use super::event::{Event, Kind};
use super::state::DirectTimer;
use super::watcher::Watch;
use crate::dialog::Dialog;
use crate::edge::SipEdge;
use crate::transaction::timers::TimerKey;
use crate::wire::body::content_type;
use crate::wire::message::Common;
use crate::wire::{NameAddr, Request, Uri};

/// Calls of one person that are remembered.
const MAX_CALLS: usize = 100;

/// What a body tells.
enum News {
    /// Nothing.
    None,
    /// Everything there is.
    Whole(Document),
    /// Calls.
    Calls(dialog_info::Told),
}

impl SipEdge {
    /// A NOTIFY outside dialogs.
    pub(crate) fn unsolicited(&mut self, now: Now, server: u64, request: &Request) {
        match Event::of(request) {
            Some(event) if event.kind() == Some(Kind::Mailbox) => self.answer(now, server, 200),
            Some(_) => {
                self.punish_server(now, server);
                self.answer(now, server, 481);
            }
            None => self.answer(now, server, 489),
        }
    }

    /// A NOTIFY within a call.
    pub(crate) fn notified_in_call(&mut self, now: Now, server: u64, request: &Request) {
        self.unsolicited(now, server, request);
    }

    /// A NOTIFY for something that we watch.
    pub(super) fn notified(&mut self, now: Now, server: u64, request: &Request, id: WatchId) {
        if !self.comes_from_notifier(server, request, id) {
            self.overstepped(None, "notification from elsewhere");
            self.punish_server(now, server);
            return self.answer(now, server, 481);
        }
        let state = request.headers.text("subscription-state");
        let state = state.and_then(ended::read);
        let read = self.simple.watches.get(&id).map(|w| news(w, request));
        let (Some(state), Some(read)) = (state, read) else {
            return self.answer(now, server, 400);
        };
        let kind = self.simple.watches.get(&id).map(|w| w.package);
        let news = match read {
            Ok(news) => news,
            Err(status) => {
                if status == 400 {
                    self.malformed("event document that cannot be read");
                }
                let accept = kind.map_or("", media_type);
                return self.refuse_with(now, server, status, accept);
            }
        };
        if let Err(status) = self.join_dialog(request, id) {
            return self.answer(now, server, status);
        }
        self.answer(now, server, 200);
        self.take_news(now, id, news);
        match state {
            Said::Over(cause, retry) => self.end_watch(id, cause, retry),
            Said::Lives(Some(left)) => self.lives_for(now, id, left),
            Said::Lives(None) => {}
        }
    }

    /// Before the answer to our SUBSCRIBE came, where that went; then also where the dialog leads. A host with a name may have any
    /// address.
    fn comes_from_notifier(&self, server: u64, request: &Request, id: WatchId) -> bool {
        let source = self.servers.get(&server).map(|s| s.source.ip());
        let (Some(source), Some(watch)) = (source, self.simple.watches.get(&id)) else {
            return false;
        };
        let other = |d: &Dialog| d.remote_tag != request.sender_tag();
        if watch.dialog.as_ref().is_some_and(other) {
            return false;
        }
        let client = watch.client.and_then(|c| self.clients.get(&c));
        let went_to = client.and_then(crate::edge::Client::went_to);
        if watch.sources.contains(&source) || went_to == Some(source) {
            return true;
        }
        let Some(dialog) = &watch.dialog else {
            return false;
        };
        let hops = dialog.routes.iter().filter_map(|r| NameAddr::parse(r).ok());
        let mut uris = hops.map(|h| h.uri).chain(Uri::parse(&dialog.target).ok());
        uris.any(|uri| match uri {
            Uri::Sip(uri) => uri.host.ip().is_none_or(|ip| ip == source),
            _ => false,
        })
    }

    /// The first NOTIFY may make the dialog (RFC 6665 §4.4.1); the others must be in order.
    fn join_dialog(&mut self, request: &Request, id: WatchId) -> Result<(), u16> {
        let watch = self.simple.watches.get_mut(&id).ok_or(481_u16)?;
        let Some(dialog) = watch.dialog.as_mut() else {
            let tag = watch.request.sender_tag();
            let number = watch.request.cseq().map_or(1, |c| c.0);
            let made = Dialog::answering(request, &tag, number).map_err(|p| p.status())?;
            let local = request.headers.text("to").unwrap_or_default();
            watch.dialog = Some(Dialog {
                local: local.to_string(),
                ..made
            });
            return Ok(());
        };
        let number = request.cseq().map_or(0, |c| c.0);
        if !dialog.accept(number) {
            return Err(500);
        }
        dialog.refresh(request);
        Ok(())
    }

    fn take_news(&mut self, now: Now, id: WatchId, news: News) {
        let Some(watch) = self.simple.watches.get_mut(&id) else {
            return;
        };
        watch.heard = true;
        if watch.leaving {
            return;
        }
        self.timers.stop(TimerKey::Direct(DirectTimer::Silence(id)));
        match news {
            News::None => {}
            News::Whole(document) => self.tell_of_watched(id, document),
            News::Calls(told) => self.take_calls(now, id, told),
        }
    }

    /// Calls in full, or what changed. After a gap everything is asked for again (RFC 4235 §4.1.2).
    fn take_calls(&mut self, now: Now, id: WatchId, told: dialog_info::Told) {
        let Some(watch) = self.simple.watches.get_mut(&id) else {
            return;
        };
        if watch.version.is_some_and(|last| told.version <= last) {
            return;
        }
        let follows = watch.version.is_some_and(|last| last + 1 == told.version);
        if !told.full && !follows {
            return self.send_watch(now, id);
        }
        watch.version = Some(told.version);
        let mut calls = std::mem::take(&mut watch.calls);
        if told.full {
            calls.retain(|name, _| told.calls.contains_key(name));
        }
        for (name, call) in told.calls {
            let Some((direction, phase)) = call else {
                calls.remove(&name);
                continue;
            };
            if calls.len() >= MAX_CALLS && !calls.contains_key(&name) {
                continue;
            }
            let known = calls.get(&name).map(|c| c.id);
            let id = known.unwrap_or_else(|| self.name_watched_call(now));
            let call = WatchedCall {
                id,
                direction,
                phase,
            };
            calls.insert(name, call);
        }
        let document = Document::Dialogs(calls.values().cloned().collect());
        if let Some(watch) = self.simple.watches.get_mut(&id) {
            watch.calls = calls;
        }
        self.tell_of_watched(id, document);
    }

    /// The core hears what changed.
    fn tell_of_watched(&mut self, id: WatchId, document: Document) {
        let Some(watch) = self.simple.watches.get_mut(&id) else {
            return;
        };
        if watch.told.as_ref() == Some(&document) {
            return;
        }
        watch.told = Some(document.clone());
        let event = EdgeEvent::Notified(id, document);
        self.output(tolk_model::edge::EdgeOutput::Direct(event));
    }

    /// A notifier may shorten it (§4.2.2), not put off our refresh.
    fn lives_for(&mut self, now: Now, id: WatchId, left: std::time::Duration) {
        let Some(watch) = self.simple.watches.get(&id) else {
            return;
        };
        let key = TimerKey::Direct(DirectTimer::Refresh(id));
        let later = self.timers.at(key).is_none_or(|at| at > now.mono + left);
        if !watch.leaving && watch.dialog.is_some() && later {
            self.refresh_in(now, id, left);
        }
    }
}

/// What a body tells.
///
/// # Errors
/// 489 for another event than was asked for, 415 for another media type, 400 for what cannot be read.
fn news(watch: &Watch, request: &Request) -> Result<News, u16> {
    let event = Event::of(request);
    if event.is_none_or(|e| e.package != watch.event()) {
        return Err(489);
    }
    if request.body.is_empty() {
        return Ok(News::None);
    }
    let (kind, _) = content_type(request.headers.text("content-type").unwrap_or_default());
    if kind != media_type(watch.package) {
        return Err(415);
    }
    match watch.package {
        Package::Dialogs => dialog_info::read(&request.body).map(News::Calls),
        _ => pidf::read(&request.body).map(News::Whole),
    }
    .map_err(|_| 400)
}
