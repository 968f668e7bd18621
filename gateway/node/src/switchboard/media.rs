//! What the media plane reports, on its way to the meeting.

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tolk_core::meeting::MeetingInput;
use tolk_model::{LegId, MediaEvent};

use super::board::post;
use super::shared::Switchboard;

impl Switchboard {
    /// Passes on what the media plane reports until it ends, or the token does.
    pub async fn pass_media_on(
        self,
        mut events: mpsc::Receiver<MediaEvent>,
        token: CancellationToken,
    ) {
        loop {
            // Both are cancel-safe: `recv` loses nothing.
            tokio::select! {
                event = events.recv() => match event {
                    Some(event) => self.media(event),
                    None => {
                        // Its thread has died. Nothing here can be mended: whoever runs the node starts it anew.
                        tracing::error!("media_plane_ended");
                        return self.shared.broken.cancel();
                    }
                },
                () = token.cancelled() => return,
            }
        }
    }

    fn media(&self, event: MediaEvent) {
        let Some(leg) = event.leg() else {
            return self.of_meeting(event);
        };
        let mut board = self.shared.board();
        let Some(line) = board.legs.get_mut(&leg) else {
            drop(board);
            return self.ownerless(leg, &event);
        };
        match &event {
            MediaEvent::Quality(_, quality) => line.quality = Some(*quality),
            MediaEvent::Connected(_) => line.connected = true,
            MediaEvent::Disconnected(_) => line.connected = false,
            _ => {}
        }
        if matches!(event, MediaEvent::Closed(..)) {
            line.send_closed(MeetingInput::Media(event));
            if line.mailbox.is_closed() {
                board.legs.remove(&leg);
            }
            return;
        }
        let vital = matches!(
            event,
            MediaEvent::Local(..) | MediaEvent::Failed(..) | MediaEvent::Candidates(..)
        );
        let sent = line.send(MeetingInput::Media(event));
        if let (Err(cause), true, Some(edge)) = (sent, vital, line.edge.clone()) {
            // Without this event the leg would hang for ever.
            drop(board);
            edge.end_now(leg, cause);
        }
    }

    /// Something of a whole meeting; one that is over does not care.
    fn of_meeting(&self, event: MediaEvent) {
        let MediaEvent::WorkerReplaced(meeting, _) = &event else {
            return;
        };
        let mailbox = {
            let board = self.shared.board();
            board.meetings.get(meeting).map(|r| r.mailbox.clone())
        };
        if let Some(mailbox) = mailbox {
            // A mailbox that is full counts that itself; a line in the journal is no reason to end anything.
            drop(post(&mailbox, MeetingInput::Media(event)));
        }
    }

    /// Ports were opened for a leg that has ended meanwhile.
    fn ownerless(&self, leg: LegId, event: &MediaEvent) {
        if matches!(event, MediaEvent::Local(..)) {
            self.shared.engine.release(leg);
        }
        let cause = match event {
            MediaEvent::Failed(_, cause) => Some(cause.to_string()),
            _ => None,
        };
        tracing::debug!(%leg, cause, "media_event_of_no_leg");
    }
}
