//! The picture thread: for each meeting whose plan has encoders, one supervised worker.

use crossbeam_channel::{Receiver, Sender, select};

use super::handle::{Control, PictureConfig};
use crate::branch::{BranchInput, BranchOutput};

/// All pictures of this node.
pub(super) struct Studio {
    config: PictureConfig,
    outputs: Sender<BranchOutput>,
    wake: Box<dyn Fn() + Send>,
}

impl Studio {
    pub(super) fn new(
        config: PictureConfig,
        outputs: Sender<BranchOutput>,
        wake: Box<dyn Fn() + Send>,
    ) -> Studio {
        Studio {
            config,
            outputs,
            wake,
        }
    }

    pub(super) fn run(self, packets: &Receiver<BranchInput>, orders: &Receiver<Control>) {
        loop {
            select! {
                recv(packets) -> input => if input.is_err() { return },
                recv(orders) -> order => match order {
                    Ok(Control::Debug(reply)) => {
                        let spare = self.config.spare;
                        let waiting = self.outputs.len();
                        let _ = reply.try_send(serde_json::json!({ "spare": spare, "outputs_waiting": waiting, "meetings": [] }));
                        (self.wake)();
                    }
                    Ok(Control::Stop) | Err(_) => return,
                },
            }
        }
    }
}
