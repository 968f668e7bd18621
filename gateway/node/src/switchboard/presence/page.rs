//! Messages outside calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tolk_core::meeting::MeetingInput;
use tolk_core::presence::PageWay;
use tolk_core::presence::policy::{self, Facts};
use tolk_model::cause::{Cause, Reason};
use tolk_model::chat::ChatMessage;
use tolk_model::edge::Reply;
use tolk_model::id::PageId;
use tolk_model::journal::JournalEvent;
use tolk_model::limits::LimitedMap;
use tolk_model::party::{Identity, Party, Trust};
use tolk_model::presence::{Asker, Delivery, DirectCommand, EdgeEvent, MAX_PAGE_BYTES, Page};
use tolk_model::{Address, Alias, LegEvent, LegId, Pii, RuleId};

use super::super::shared::{Switchboard, lock};
use crate::drive::EdgeHandle;
use crate::telemetry::Subject;

/// Pages whose end is awaited; that of one more is nobody's business.
const MOST_PAGES: usize = 1_000;

/// One message, on its way to some devices.
#[derive(Debug)]
struct Sent {
    to: Pii<Address>,
    left: AtomicUsize,
    delivered: AtomicBool,
}

/// Messages on their way.
#[derive(Debug)]
pub(super) struct Pages {
    last: u64,
    sent: LimitedMap<PageId, Arc<Sent>>,
}

impl Default for Pages {
    fn default() -> Pages {
        Pages {
            last: 0,
            sent: LimitedMap::new(MOST_PAGES),
        }
    }
}

impl Switchboard {
    /// Somebody sends a message.
    pub(in crate::switchboard) fn page(&self, edge: &EdgeHandle, page: &Page, by: &Asker) -> Reply {
        let (done, rule) = self.pass_page(page, by);
        let what = ("page", done.is_ok(), rule);
        self.asked(edge.label(), what, by, &page.to);
        Reply::Page(done)
    }

    fn pass_page(&self, page: &Page, by: &Asker) -> (Result<Delivery, Cause>, RuleId) {
        let shared = &self.shared;
        let refuse = |reason, rule: &str| {
            let rule = RuleId::new(rule);
            (Err(Cause::policy(reason, rule.clone())), rule)
        };
        let directory = shared.listed.directory();
        let now = shared.clock.now();
        if page.text.reveal().len() > MAX_PAGE_BYTES {
            return refuse(Reason::NotSupported, "page.too_long");
        }
        let facts = Facts {
            directory: &directory,
            policy: &shared.presence.policy,
            now: now.wall,
            inside: shared.inside(&directory, &page.to, by),
        };
        let verdict = policy::page(&page.to, by, facts);
        let way = match verdict.outcome {
            Err(cause) => return (Err(cause), verdict.rule),
            Ok(way) => way,
        };
        // Only of those that may write is kept how much they wrote: strangers crowd nobody out.
        let writer = policy::watcher(by, &directory);
        if !lock(&shared.presence.pace).may(now.mono, &writer) {
            return refuse(Reason::RateLimited, "page.too_many");
        }
        let done = match way {
            PageWay::Chat(_, leg) => self.say_in_meeting(leg, page),
            PageWay::Devices(aliases) => {
                let from = writer_of(page, by);
                match self.send_to_devices(page, from, &aliases) {
                    Some(done) => done,
                    None => return refuse(Reason::Unavailable, "page.no_device"),
                }
            }
        };
        (done, verdict.rule)
    }

    /// As a line of chat of whoever has this leg.
    fn say_in_meeting(&self, leg: LegId, page: &Page) -> Result<Delivery, Cause> {
        let message = ChatMessage {
            from: None,
            text: page.text.clone(),
            at: self.shared.clock.now().wall,
        };
        let input = MeetingInput::Leg(leg, LegEvent::Chat(message));
        let board = self.shared.board();
        let line = board.legs.get(&leg).ok_or(Cause::us(Reason::Gone))?;
        line.send(input).map(|()| Delivery::Delivered)
    }

    /// To each registered device; `None` when there is none. Nobody waits for the devices: whether it arrived the journal tells.
    fn send_to_devices(
        &self,
        page: &Page,
        from: Party,
        aliases: &[Alias],
    ) -> Option<Result<Delivery, Cause>> {
        let targets = self.shared.reached_at(aliases);
        if targets.is_empty() {
            return None;
        }
        let sent = Arc::new(Sent {
            to: Pii::new(page.to.clone()),
            left: AtomicUsize::new(targets.len()),
            delivered: AtomicBool::new(false),
        });
        let mut on_its_way = false;
        for target in targets {
            let edge = target.edge.and_then(|label| self.shared.edge(&label));
            let id = {
                let mut pages = lock(&self.shared.presence.pages);
                pages.last += 1;
                let id = PageId(pages.last);
                // One that is not awaited is sent all the same.
                drop(pages.sent.insert(id, Arc::clone(&sent)));
                id
            };
            let page = Page {
                to: target.address,
                from: from.clone(),
                text: page.text.clone(),
                route: target.route,
            };
            let command = DirectCommand::Page(id, Box::new(page));
            if edge.is_some_and(|edge| edge.direct_now(command)) {
                on_its_way = true;
            } else {
                self.page_done(id, &Err(Cause::us(Reason::Overloaded)));
            }
        }
        Some(if on_its_way {
            Ok(Delivery::Relayed)
        } else {
            Err(Cause::us(Reason::Overloaded))
        })
    }

    fn page_done(&self, id: PageId, done: &Result<Delivery, Cause>) {
        let Some(sent) = lock(&self.shared.presence.pages).sent.remove(&id) else {
            return;
        };
        let delivered = match done {
            Ok(_) => {
                sent.delivered.store(true, Ordering::Release);
                true
            }
            Err(_) => sent.delivered.load(Ordering::Acquire),
        };
        let was_last = sent.left.fetch_sub(1, Ordering::AcqRel) == 1;
        if let (Err(cause), true, false) = (done, was_last, delivered) {
            let event = JournalEvent::PageFailed {
                to: sent.to.clone(),
                cause: cause.clone(),
            };
            self.shared.journal.write(Subject::default(), event);
        }
    }

    /// What an edge reports without a leg. We watch nobody elsewhere yet, so that nothing is told of them.
    pub(in crate::switchboard) fn reported(&self, edge: &EdgeHandle, event: EdgeEvent) {
        match event {
            EdgeEvent::Unsubscribed(id) => self.unsubscribed(edge.label(), id),
            EdgeEvent::Unpublished(id) => self.unpublished(edge.label(), id),
            EdgeEvent::PageDone(id, done) => self.page_done(id, &done),
            EdgeEvent::Notified(..) | EdgeEvent::WatchEnded { .. } => {}
        }
    }
}

/// Who writes, as devices are told: with the address that was proven, and no other.
fn writer_of(page: &Page, by: &Asker) -> Party {
    let mut from = page.from.clone();
    match &by.trust {
        Trust::Registered { alias } => {
            from.address = Pii::new(Address::at(alias.local.clone(), alias.domain.clone()));
            from.identity = Identity::Verified {
                by: "registration".to_string(),
            };
        }
        Trust::MutualTls { domain } => {
            if from.address.reveal().domain.as_ref() != Some(domain) {
                from.address = Pii::new(Address::at("anonymous", domain.clone()));
            }
            from.identity = Identity::Asserted {
                domain: domain.clone(),
            };
        }
        _ => from.identity = Identity::Anonymous,
    }
    from
}
