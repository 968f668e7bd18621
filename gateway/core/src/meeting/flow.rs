//! What edges and the media plane report about a leg.

use std::time::Duration;

use tolk_model::journal::JournalEvent;
use tolk_model::leg::{Digit, Wish};
use tolk_model::plan::{LegStatistics, Picture, Source};
use tolk_model::{Codec, LegCommand, LegEvent, LegId, MediaEvent, Now, ParticipantId, StreamId};

use crate::plan::Hold;

use super::leg::{DigitWay, LegState, Lesson, MAX_WISHES};
use super::machine::Meeting;
use super::participant::Room;
use super::timers::{self, Timer};
use super::{MeetingKind, MeetingOutput, enter::millis};

/// The same key press by two ways arrives within this.
const SAME_DIGIT: Duration = Duration::from_millis(200);
/// A far end is asked for a picture by signalling no more often than this.
const PICTURE_REQUESTS: Duration = Duration::from_secs(1);

impl Meeting {
    pub(super) fn leg_event(&mut self, now: Now, id: LegId, event: LegEvent) {
        if let LegEvent::Ended(cause) = event {
            return self.leg_ended(now, id, cause);
        }
        if let LegEvent::Media {
            rev,
            replies_to,
            description,
        } = event
        {
            return self.far_media(id, rev, replies_to, description);
        }
        if !self.leg(id).is_some_and(|l| l.state.is_alive()) {
            return;
        }
        match event {
            LegEvent::Ringing => self.rings(id),
            LegEvent::Early(_, description) => {
                if let Some(leg) = self.leg_mut(id) {
                    leg.early = Some(description);
                }
            }
            LegEvent::Connected(_, description) => self.far_end_answered(now, id, description),
            LegEvent::MediaRefused { replies_to, .. } => self.media_refused(id, replies_to),
            LegEvent::Candidates(transport, more) => self.far_candidates(id, transport, more),
            LegEvent::Wish(wishes) => self.wishes(id, wishes),
            LegEvent::PictureRequest(stream) => self.picture_requested(now, id, stream),
            LegEvent::RestartAsked => self.restart_asked(id),
            LegEvent::Chat(message) => self.chat(now, id, message),
            LegEvent::Digit(digit) => self.digit(now, id, digit, DigitWay::Signalling),
            LegEvent::Control(control, request) => self.control(now, id, control, request),
            LegEvent::Lost => self.presence(now, id, true),
            LegEvent::Resumed => self.presence(now, id, false),
            LegEvent::TransferAsked {
                transfer,
                to,
                replaces,
                ..
            } => self.transfer_asked(now, id, transfer, to, replaces),
            LegEvent::TransferProgress(name, how) => self.move_goes_on(now, id, name, how),
            LegEvent::TransferDone(name, outcome) => self.move_ended(now, id, name, outcome),
            // An incoming leg comes as `Enter`; the rest was handled above.
            LegEvent::Incoming(_) | LegEvent::Media { .. } | LegEvent::Ended(_) => {}
        }
    }

    pub(super) fn media_event(&mut self, now: Now, event: MediaEvent) {
        match event {
            MediaEvent::Local(leg, ports) => self.ports_open(now, leg, ports),
            MediaEvent::Candidates(leg, transport, more) => {
                self.own_candidates(leg, transport, more);
            }
            MediaEvent::Connected(leg) => self.media_connected(now, leg),
            MediaEvent::Receiving(leg, stream, codec) => self.receiving(now, leg, stream, codec),
            MediaEvent::Silent(leg, silent) => self.silent(now, leg, silent),
            MediaEvent::Disconnected(leg) => self.media_away(now, leg, Duration::ZERO),
            MediaEvent::Digit(leg, digit) => self.digit(now, leg, digit, DigitWay::Media),
            MediaEvent::Wish(leg, wishes) => self.wishes(leg, wishes),
            MediaEvent::ActiveSpeaker(participant, _) => self.active_speaker(now, participant),
            MediaEvent::PromptDone(leg, _) => self.prompt_done(leg),
            MediaEvent::Quality(leg, quality) => {
                let heard = quality.rate_in.0 > 0;
                if let Some(found) = self.leg_mut(leg) {
                    let ice = found
                        .request
                        .as_ref()
                        .is_some_and(|r| r.transports.iter().any(|t| t.ice.is_some()));
                    found.quality = Some(quality);
                    if heard && std::mem::take(&mut found.silent) {
                        self.changed.plan = true;
                    }
                    if heard && !ice {
                        self.timers.stop(Timer::MediaReturns(leg));
                    }
                }
            }
            MediaEvent::Failed(leg, cause) => self.end_leg(now, leg, cause),
            MediaEvent::StreamRefused(leg, stream) => {
                self.journal(now, Some(leg), JournalEvent::StreamRefused { stream });
            }
            MediaEvent::PictureNeeded(leg, stream) => self.ask_for_picture(now, leg, stream),
            MediaEvent::WorkerReplaced(_, why) => {
                let why = why.to_string();
                self.journal(now, None, JournalEvent::WorkerReplaced { why });
            }
            MediaEvent::Closed(leg, statistics) => self.closed(now, leg, statistics),
        }
    }

    fn media_connected(&mut self, now: Now, id: LegId) {
        self.timers.stop(Timer::MediaConnects(id));
        self.timers.stop(Timer::MediaReturns(id));
        let Some(leg) = self.leg_mut(id).filter(|l| l.media_at.is_none()) else {
            return;
        };
        leg.media_at = Some(now.mono);
        let after = now.mono.since(leg.connected_at.unwrap_or(leg.since));
        let after_ms = millis(after);
        self.journal(now, Some(id), JournalEvent::MediaConnected { after_ms });
        self.begin_lesson(now, id);
    }

    /// The test call begins when media flows.
    pub(super) fn begin_lesson(&mut self, now: Now, id: LegId) {
        if self.config.kind == MeetingKind::TestCall
            && let Some(leg) = self.leg_mut(id)
        {
            leg.lesson = Lesson::Prompt;
            self.timers
                .start(Timer::Prompt(id), now.mono + timers::PROMPT);
            self.changed.plan = true;
        }
    }

    /// The spoken half of the test call is over, or a caller was told that its number is wrong; a prompt that repeats has no end.
    pub(super) fn prompt_done(&mut self, id: LegId) {
        self.timers.stop(Timer::Prompt(id));
        if let Some(desk) = self.leg_mut(id).and_then(|l| l.desk.as_mut()) {
            desk.told();
            self.changed.plan = true;
        }
        if let Some(leg) = self.leg_mut(id).filter(|l| l.lesson == Lesson::Prompt) {
            leg.lesson = Lesson::Echo;
            self.changed.plan = true;
        }
    }

    fn receiving(&mut self, now: Now, id: LegId, stream: StreamId, codec: Codec) {
        let Some(leg) = self.leg_mut(id) else {
            return;
        };
        let is_picture = codec.kind() == tolk_model::MediaKind::Video;
        if leg.asking.expects && is_picture && leg.asking.steered == Some(codec) {
            leg.asking.expects = false;
            self.changed.plan = true;
            self.timers.stop(Timer::Steer(id));
        }
        let Some(leg) = self.leg_mut(id) else {
            return;
        };
        if leg.receiving.insert(stream, codec) != Some(codec) {
            self.changed.plan = true;
        }
        self.changed.roster |= is_picture;
        self.journal(now, Some(id), JournalEvent::Receiving { stream, codec });
    }

    /// Nothing arrives. Where ICE watches the path, `Disconnected` tells more truly: a muted page sends nothing and is well.
    fn silent(&mut self, now: Now, id: LegId, silent: Duration) {
        let watched = self.leg(id).is_some_and(|l| {
            let request = l.request.as_ref();
            request.is_some_and(|r| r.transports.iter().any(|t| t.ice.is_some()))
        });
        // Many telephones that hold say that they send, and send nothing: they are well, and nobody should hear nothing.
        if self.leg(id).is_some_and(|l| l.hold() != Hold::No) {
            if let Some(leg) = self.leg_mut(id) {
                leg.silent = true;
                self.changed.plan = true;
            }
        } else if !watched {
            self.media_away(now, id, silent);
        }
    }

    fn media_away(&mut self, now: Now, id: LegId, already: Duration) {
        let up = self.leg(id).is_some_and(|l| l.state == LegState::Up);
        if up && !self.timers.runs(Timer::MediaConnects(id)) {
            let left = timers::MEDIA_RETURNS.saturating_sub(already);
            self.timers.ensure(Timer::MediaReturns(id), now.mono + left);
        }
    }

    fn closed(&mut self, now: Now, id: LegId, statistics: LegStatistics) {
        if self.leg(id).is_none() {
            return;
        }
        self.journal(now, Some(id), JournalEvent::MediaClosed { statistics });
        if self.leg(id).is_some_and(|l| l.state == LegState::Closing) {
            self.timers.stop_leg(id);
            self.legs.retain(|l| l.id != id);
            self.changed.plan = true;
        }
    }

    fn wishes(&mut self, id: LegId, mut wishes: Vec<Wish>) {
        wishes.truncate(MAX_WISHES);
        if let Some(leg) = self.leg_mut(id) {
            leg.wishes = wishes;
            self.changed.plan = true;
        }
    }

    /// The signalling connection broke, or is back. Media goes on meanwhile.
    fn presence(&mut self, now: Now, id: LegId, lost: bool) {
        let Some(leg) = self.leg_mut(id) else {
            return;
        };
        leg.lost = lost;
        let participant = leg.participant;
        let legs = self.legs_of(participant);
        let all_lost = legs.iter().all(|l| self.leg(*l).is_some_and(|l| l.lost));
        if let Some(found) = self.participant_mut(participant) {
            found.lost = all_lost.then_some(found.lost.unwrap_or(now.mono));
            self.changed.roster = true;
        }
    }

    /// A key press: once, by whichever way it came first. In a call of two the other party gets it.
    fn digit(&mut self, now: Now, id: LegId, digit: Digit, way: DigitWay) {
        let Some(leg) = self.leg_mut(id).filter(|l| l.state == LegState::Up) else {
            return;
        };
        let same = leg
            .digit
            .is_some_and(|(d, at, by)| d == digit && by != way && now.mono.since(at) < SAME_DIGIT);
        leg.digit = Some((digit, now.mono, way));
        if same {
            // A third of the same kind would be another key press.
            leg.digit = None;
            return;
        }
        if self.is_at_desk(id) {
            return self.pressed(now, id, digit);
        }
        let Some(leg) = self.leg(id) else {
            return;
        };
        let (participant, test) = (leg.participant, self.config.kind == MeetingKind::TestCall);
        let others: Vec<ParticipantId> = self.in_meeting().filter(|p| *p != participant).collect();
        if let ([other], false) = (others.as_slice(), test)
            && self.in_meeting().any(|p| p == participant)
        {
            for leg in self.legs_of(*other) {
                if self.leg(leg).is_some_and(|l| l.state == LegState::Up) {
                    return self.tell(leg, LegCommand::Digit(digit));
                }
            }
        }
    }

    /// Those in the meeting, in order of arrival.
    pub(super) fn in_meeting(&self) -> impl Iterator<Item = ParticipantId> {
        let inside = |p: &&super::participant::Participant| p.room == Room::Meeting;
        self.participants.iter().filter(inside).map(|p| p.id)
    }

    /// A leg lost a picture and told so by signalling. The media plane asks the source by media; a source that does not understand that is
    /// asked by signalling.
    fn picture_requested(&mut self, now: Now, id: LegId, stream: StreamId) {
        self.outputs
            .push_back(MeetingOutput::NeedsPicture(id, stream));
        if let Some((from, stream)) = self.source_of(id, stream) {
            self.ask_for_picture(now, from, stream);
        }
    }

    /// Asks the sender of a picture by signalling, when it cannot be asked by media and was not asked just now.
    fn ask_for_picture(&mut self, now: Now, from: LegId, stream: StreamId) {
        let Some(source) = self.leg_mut(from).filter(|l| l.state == LegState::Up) else {
            return;
        };
        let by_media = source.remote.stream(stream).is_some_and(|s| {
            s.rtp.understands(tolk_model::media::Feedback::PictureLoss)
                || s.rtp.understands(tolk_model::media::Feedback::FullIntra)
        });
        let lately = source
            .picture_asked
            .is_some_and(|at| now.mono.since(at) < PICTURE_REQUESTS);
        if !by_media && !lately {
            source.picture_asked = Some(now.mono);
            self.tell(from, LegCommand::PictureRequest(stream));
        }
    }

    /// Whose picture a leg is sent on a stream.
    fn source_of(&self, id: LegId, stream: StreamId) -> Option<(LegId, StreamId)> {
        let plan = self.plan.as_ref()?;
        let leg = plan.legs.iter().find(|l| l.leg == id)?;
        let feed = leg.feeds.iter().find(|f| f.stream == stream)?;
        match &feed.source {
            Source::Forward { from, stream } => Some((*from, *stream)),
            Source::Echo { stream } => Some((id, *stream)),
            Source::Class { class } => {
                match &plan.classes.iter().find(|c| c.id == *class)?.picture {
                    Picture::Of { leg, stream } => Some((*leg, *stream)),
                    Picture::Slide { .. } => None,
                }
            }
            _ => None,
        }
    }

    /// Somebody else speaks: shown in the roster at once, in the pictures not more often than eyes can follow.
    fn active_speaker(&mut self, now: Now, id: ParticipantId) {
        if self.config.kind == MeetingKind::TestCall || !self.in_meeting().any(|p| p == id) {
            return;
        }
        if self.speaking != Some(id) {
            self.speaking = Some(id);
            self.changed.roster = true;
        }
        if !self.timers.runs(Timer::Speaker) {
            self.follow_speaker(now);
        }
    }

    /// Pictures follow whoever speaks now.
    pub(super) fn follow_speaker(&mut self, now: Now) {
        let Some(id) = self.speaking.filter(|id| self.speakers.first() != Some(id)) else {
            return;
        };
        self.speakers.retain(|p| *p != id);
        self.speakers.insert(0, id);
        self.changed.plan = true;
        self.timers
            .start(Timer::Speaker, now.mono + timers::SPEAKER);
    }
}
