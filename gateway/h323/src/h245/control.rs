//! Commands about what flows: rates, whole pictures (H.245 §B.12.3, §B.12.5).

use tolk_asn1::h245::{
    CommandMessage, FlowControlCommand, FlowControlCommandRestriction as Restriction,
    FlowControlCommandScope as Scope, MiscellaneousCommand, MiscellaneousCommandType as Kind,
};
use tolk_model::time::{Mono, Now};
use tolk_model::{BitRate, StreamId, StreamRole};

use super::message::channel;
use super::outbox::{Event, Problem};
use super::session::{Reply, Session, State};
use super::{incoming, outgoing};
use crate::media::picture_rate;

/// What they ordered for everything together.
#[derive(Debug, Default)]
pub(super) struct Rates {
    pub(super) whole: Option<BitRate>,
}

impl Session {
    /// They limit what we send.
    pub(super) fn flow_controlled(&mut self, command: &FlowControlCommand) {
        let limit = match command.restriction {
            Restriction::maximumBitRate(hundreds) => Some(BitRate(u64::from(hundreds) * 100)),
            Restriction::noRestriction(()) => None,
        };
        match &command.scope {
            Scope::logicalChannelNumber(number) => match self.outgoing.channel_mut(number.0) {
                Some(channel) => channel.limit = limit,
                None => self.out.problem(Problem::UnknownChannel),
            },
            Scope::wholeMultiplex(()) => {
                self.rates.whole = limit;
                for channel in self.outgoing.channels_mut() {
                    channel.limit = channel.limit.filter(|l| l.0 != 0);
                }
            }
            Scope::resourceID(_) => {}
        }
    }

    /// Tells what pictures of theirs may have at most, when the core wants less than the channel was opened with.
    pub(super) fn order_rates(&mut self, _now: Mono) {
        let Some(most) = self.local.as_ref().and_then(picture_rate) else {
            return;
        };
        for (number, open) in self.incoming.channels_mut() {
            if open.offered.role != StreamRole::Main || open.step != incoming::Step::Open {
                continue;
            }
            let allowed = open.ordered.or(open.offered.max_bitrate);
            let is_news = match allowed {
                Some(allowed) => most < allowed || open.ordered.is_some() && most != allowed,
                None => true,
            };
            if is_news {
                open.ordered = Some(most);
                let rate = u32::try_from(most.0 / 100)
                    .unwrap_or(MOST_RATE)
                    .min(MOST_RATE);
                self.out
                    .command(CommandMessage::flowControlCommand(FlowControlCommand::new(
                        Scope::logicalChannelNumber(channel(number)),
                        Restriction::maximumBitRate(rate),
                    )));
            }
        }
    }

    /// They command something about a channel of ours.
    pub(super) fn commanded(&mut self, command: &MiscellaneousCommand) {
        let wants_picture = matches!(
            command.r_type,
            Kind::videoFastUpdatePicture(())
                | Kind::videoFastUpdateGOB(_)
                | Kind::videoFastUpdateMB(_)
                | Kind::lostPicture(_)
                | Kind::lostPartialPicture(_)
                | Kind::videoSendSyncEveryGOB(())
        );
        if !wants_picture {
            return;
        }
        let number = command.logical_channel_number.0;
        let named = self.outgoing.channel(number);
        // Some name the channel wrongly; we have but one that has pictures.
        let pictures = named
            .filter(|c| c.role == StreamRole::Main)
            .or_else(|| self.outgoing.of(StreamRole::Main).map(|(_, c)| c));
        match pictures {
            Some(channel) if channel.step == outgoing::Step::Open => {
                let stream = self.stream_of(StreamRole::Main);
                self.out.event(Event::PictureRequest(stream));
            }
            Some(_) => {}
            None => self.out.problem(Problem::UnknownChannel),
        }
    }

    /// Asks the far end for a whole picture on a stream.
    pub fn request_picture(&mut self, now: Now, stream: StreamId) {
        if self.state == State::Over || self.stream_of(StreamRole::Main) != stream {
            return;
        }
        let pictures = self.incoming.of(StreamRole::Main);
        if let Some((number, open)) = pictures
            && open.step == incoming::Step::Open
        {
            let kind = Kind::videoFastUpdatePicture(());
            let command = MiscellaneousCommand::new(channel(number), kind);
            self.out
                .command(CommandMessage::miscellaneousCommand(command));
        }
        self.progress(now.mono, Reply::No);
    }
}

/// H.245: `maximumBitRate INTEGER (0..16777215)`.
const MOST_RATE: u32 = 16_777_215;
