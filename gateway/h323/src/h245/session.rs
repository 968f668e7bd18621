//! The session: its public face, and what follows from whatever came.

use tolk_asn1::DecodeError;
use tolk_asn1::Per;
use tolk_asn1::h245::{
    CommandMessage, EndSessionCommand, FunctionNotSupported, FunctionNotSupportedCause,
    IndicationMessage, MultimediaSystemControlMessage,
};
use tolk_asn1::types::OctetString;
use tolk_model::cause::{Cause, Reason};
use tolk_model::random::Random;
use tolk_model::time::{Mono, Now, TimerName};
use tolk_model::{MediaDescription, Stream, StreamId, StreamRole};

use super::announcement::Announcement;
use super::conference::Labels;
use super::config::Config;
use super::control::Rates;
use super::delay::Delay;
use super::determination::{Determination, Role};
use super::incoming::Incoming;
use super::mode::Modes;
use super::outbox::{Event, Outbox, Output, Problem};
use super::outgoing::Outgoing;
use super::remote::Known;

/// The control session of one call.
///
/// How its owner (the call) uses it:
///
/// 1. [`Session::new`] with the call, whether or not control will have a connection of its own.
/// 2. [`Session::describe`] whenever the core says what our media is: `Dial`, `Early`, `Accept` and `Media`, each time with the whole
///    description. Before [`Session::start`] it is only noted.
/// 3. [`Session::start`] once, when messages can be sent: the H.245 connection stands, or tunnelling is agreed upon. Messages of theirs
///    may be given to [`Session::receive`] before that (early channels); answers to them come out at once.
/// 4. Each message that came, by TPKT or tunnelled, to [`Session::receive`].
/// 5. After **every** `&mut` call [`Session::poll`] until `None`, then [`Session::next_timeout`].
/// 6. [`Event::Media`] goes to the core: the first as the reply to what we asked (`Connected` or `Media` with `replies_to`), each later
///    one as a `Media` of its own with a new revision; the core's reply comes back by `describe`, a refusal by
///    [`Session::refuse_media`]. Channels of ours follow from what was described: the first format of `Stream::send` is the data type
///    of the channel, `Stream::flow` opens and closes it. A description that receives nothing pauses the far end (empty capability set).
/// 7. [`Session::end`] before the call is released by us; after it, and after [`Event::Ended`] and [`Event::Failed`], everything is a
///    no-op.
///
/// Fast start is between [`Session::propose`] and [`Session::accepted`] for who calls, [`Session::proposed`] and [`Session::accept`] for
/// who is called; its channels are those of the session.
#[derive(Debug)]
pub struct Session {
    pub(super) config: Config,
    pub(super) random: Random,
    pub(super) out: Outbox,
    pub(super) state: State,
    /// What the core says of us.
    pub(super) local: Option<MediaDescription>,
    pub(super) determination: Determination,
    pub(super) announcement: Announcement,
    pub(super) known: Known,
    pub(super) outgoing: Outgoing,
    pub(super) incoming: Incoming,
    pub(super) delay: Delay,
    pub(super) modes: Modes,
    pub(super) rates: Rates,
    pub(super) labels: Labels,
    /// What was told of them last.
    pub(super) told: Option<MediaDescription>,
}

/// Where a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing is sent of our own.
    Waiting,
    /// It runs.
    Running,
    /// It is over.
    Over,
}

impl Session {
    /// A session that waits.
    pub fn new(config: Config, random: Random) -> Session {
        let timers = config.timers;
        Session {
            random,
            out: Outbox::default(),
            state: State::Waiting,
            local: None,
            determination: Determination::new(config.terminal_type, timers.t106),
            announcement: Announcement::new(timers.t101),
            known: Known::default(),
            outgoing: Outgoing::new(timers.t103),
            incoming: Incoming::new(),
            delay: Delay::new(timers),
            modes: Modes::new(timers.t109),
            rates: Rates::default(),
            labels: Labels::default(),
            told: None,
            config,
        }
    }

    /// Control can be spoken: sends what is to be sent first.
    pub fn start(&mut self, now: Now) {
        if self.state != State::Waiting {
            return;
        }
        self.state = State::Running;
        self.announce(now.mono);
        self.determination
            .request(now.mono, &mut self.random, &mut self.out);
        self.progress(now.mono, Reply::No);
    }

    /// Whether [`Session::start`] was called and nothing ended it.
    pub fn is_running(&self) -> bool {
        self.state == State::Running
    }

    /// Our part, once it is agreed upon.
    pub fn role(&self) -> Option<Role> {
        self.determination.role()
    }

    /// What the far end says of its media, as far as it is known. Empty before their capabilities, a proposal or a channel came.
    pub fn remote(&self) -> MediaDescription {
        self.describe_remote()
    }

    /// What the core says of our media, the whole of it. Also its reply to [`Event::Media`].
    pub fn describe(&mut self, now: Now, local: &MediaDescription) {
        if self.state == State::Over {
            return;
        }
        self.local = Some(local.clone());
        self.progress(now.mono, Reply::Yes);
    }

    /// The core refuses what it was told: channels that wait for it are rejected, everything else stays.
    pub fn refuse_media(&mut self, now: Now) {
        if self.state != State::Over {
            self.progress(now.mono, Reply::Refused);
        }
    }

    /// One message of theirs. Bytes that are none are answered and reported; nothing ends by them.
    pub fn receive(&mut self, now: Now, bytes: &[u8]) {
        if self.state == State::Over {
            return;
        }
        self.delay.heard(now.mono);
        match MultimediaSystemControlMessage::from_per(bytes) {
            Ok((message, _)) => self.dispatch(now.mono, message, bytes),
            Err(error) => self.unreadable(&error, bytes),
        }
        self.progress(now.mono, Reply::No);
    }

    fn unreadable(&mut self, error: &DecodeError, bytes: &[u8]) {
        let (problem, cause) = match error {
            DecodeError::UnknownChoice { .. } => (
                Problem::UnknownMessage,
                FunctionNotSupportedCause::unknownFunction(()),
            ),
            _ => (
                Problem::Malformed,
                FunctionNotSupportedCause::syntaxError(()),
            ),
        };
        self.out.problem(problem);
        // An indication gets no answer (§7.15.1), whatever is wrong with it: it may be an answer itself.
        let is_indication = bytes
            .first()
            .is_none_or(|first| first >> 5 & 3 == INDICATION);
        if !is_indication {
            self.not_supported(cause, bytes);
        }
    }

    pub(super) fn not_supported(&mut self, cause: FunctionNotSupportedCause, bytes: &[u8]) {
        if self.out.is_weary() {
            return;
        }
        let mut answer = FunctionNotSupported::new(cause);
        if bytes.len() <= MOST_RETURNED {
            answer.returned_function = Some(OctetString::from(bytes.to_vec()));
        }
        self.out
            .indication(IndicationMessage::functionNotSupported(answer));
    }

    /// Ends the session: channels are closed, and they are told.
    pub fn end(&mut self, now: Now) {
        if self.state == State::Running {
            self.outgoing.close_all(now.mono, &mut self.out);
            self.out.command(CommandMessage::endSessionCommand(
                EndSessionCommand::disconnect(()),
            ));
        }
        self.state = State::Over;
    }

    /// Time has come. Before its time it is a no-op.
    pub fn timeout(&mut self, now: Now) {
        if self.state == State::Over {
            return;
        }
        let (at, out) = (now.mono, &mut self.out);
        self.determination.timeout(at, &mut self.random, out);
        let is_alive = self.known.has_capabilities() || self.outgoing.is_any_open();
        self.announcement.timeout(at, is_alive, out);
        self.outgoing.timeout(at, out);
        self.incoming.timeout(at, out);
        self.modes.timeout(at, out);
        self.delay.timeout(at, out);
        self.progress(at, Reply::No);
    }

    /// When [`Session::timeout`] should be called next, and which timer it is.
    pub fn next_timeout(&self) -> Option<(Mono, TimerName)> {
        if self.state == State::Over {
            return None;
        }
        let all = [
            (self.determination.deadline(), "h245.t106"),
            (self.announcement.deadline(), "h245.t101"),
            (self.outgoing.deadline(), "h245.t103"),
            (self.incoming.deadline(), "h245.channel"),
            (self.modes.deadline(), "h245.t109"),
            (self.delay.deadline(), "h245.t105"),
        ];
        all.into_iter()
            .filter_map(|(at, name)| Some((at?, TimerName(name))))
            .min_by_key(|(at, _)| *at)
    }

    /// The next output.
    pub fn poll(&mut self) -> Option<Output> {
        self.out.next()
    }

    /// What lives inside, for `/debug`. No addresses, no names.
    pub fn debug_state(&self) -> serde_json::Value {
        serde_json::json!({
            "state": format!("{:?}", self.state),
            "role": self.role().map(|role| format!("{role:?}")),
            "capabilities_acknowledged": self.announcement.is_acknowledged(),
            "capabilities_known": self.known.has_capabilities(),
            "paused": self.known.is_paused(),
            "outgoing": self.outgoing.debug_state(),
            "incoming": self.incoming.debug_state(),
            "next_timeout": self.next_timeout().map(|(_, name)| name.0),
        })
    }

    fn announce(&mut self, now: Mono) {
        if let (State::Running, Some(local)) = (self.state, &self.local) {
            let streams = local.streams.iter().filter(|s| self.wants(s));
            let roles: Vec<StreamRole> = match self.is_holding() {
                true => Vec::new(),
                false => streams.map(|s| s.role).collect(),
            };
            self.announcement.update(now, local, &roles, &mut self.out);
        }
    }

    /// Whether a stream shall come to us, or would if they sent it: a core that takes nothing from who said to send nothing only agrees.
    pub(super) fn wants(&self, stream: &Stream) -> bool {
        stream.flow.receives() || !self.was_told_to_send(stream.role)
    }

    fn was_told_to_send(&self, role: StreamRole) -> bool {
        let told = self.told.iter().flat_map(|t| &t.streams);
        let mut of_role = told.filter(|s| s.role == role);
        of_role.next().is_none_or(|s| s.flow.sends())
    }

    /// We take nothing at all, and not only because nothing is sent: the far end shall pause.
    pub(super) fn is_holding(&self) -> bool {
        let streams = || self.local.iter().flat_map(|l| &l.streams);
        !streams().any(|s| s.flow.receives()) && streams().any(|s| !self.wants(s))
    }

    /// Whatever came may have made something possible, or necessary.
    pub(super) fn progress(&mut self, now: Mono, reply: Reply) {
        if self.state == State::Over {
            return;
        }
        self.announce(now);
        self.answer_channels(now, reply);
        self.sync_channels(now);
        self.order_rates(now);
        // Nobody may stay silent for ever, not even before it has said what it can.
        let has_spoken = self.known.has_capabilities()
            || self.announcement.is_acknowledged()
            || self.role().is_some();
        self.delay
            .run(now, self.state == State::Running && has_spoken);
        self.tell();
        self.fail();
    }

    pub(super) fn tell(&mut self) {
        let remote = self.describe_remote();
        if !remote.is_empty() && self.told.as_ref() != Some(&remote) {
            self.told = Some(remote.clone());
            self.out.event(Event::Media(remote));
        }
    }

    fn fail(&mut self) {
        let cause = if self.delay.is_dead() {
            Cause::network(Reason::TimedOut)
        } else if self.announcement.has_failed() || self.determination.has_failed() {
            Cause::far_end(Reason::ProtocolError)
        } else {
            return;
        };
        self.state = State::Over;
        self.out.event(Event::Failed(cause));
    }

    /// The role of a stream of ours or theirs, by its number.
    pub(super) fn stream_of(&self, role: StreamRole) -> StreamId {
        self.known.place(self.local.as_ref(), role).0
    }
}

/// Whether the core has spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// It has not.
    No,
    /// It described our media.
    Yes,
    /// It refused theirs.
    Refused,
}

/// The alternative of a message that is an indication: two bits after the extension bit.
const INDICATION: u8 = 3;
/// Longest message that is sent back to who sent it.
const MOST_RETURNED: usize = 1_024;
