//! Requests of ours that begin something outside calls: by the same ways as calls.

use tolk_model::cause::Cause;
use tolk_model::registration::{DeviceRoute, Route};

use crate::edge::SipEdge;
use crate::trunk::ByTrunk;
use crate::wire::Request;

/// A way that the address alone does not tell.
#[derive(Clone, Debug, Default)]
pub(super) struct Way {
    pub(super) device: Option<DeviceRoute>,
    pub(super) trunk: Option<ByTrunk>,
}

impl SipEdge {
    /// The way of a route.
    ///
    /// # Errors
    /// When it goes by a trunk that is not there or away.
    pub(super) fn way_of(&self, route: Option<Route>) -> Result<Way, Cause> {
        Ok(match route {
            None => Way::default(),
            Some(Route::Device(device)) => Way {
                device: Some(device),
                trunk: None,
            },
            Some(Route::Trunk { trunk }) => Way {
                device: None,
                trunk: Some(self.by_trunk(&trunk)?),
            },
        })
    }

    /// Writes our name at a trunk and the answer to its last challenge into a request.
    pub(super) fn present(&mut self, way: &mut Way, display: &str, request: &mut Request) {
        use crate::wire::message::Common;
        let Some(by) = way.trunk.as_mut() else {
            return;
        };
        if let Some(name) = self.name_at_trunk(by, display) {
            let tag = request.sender_tag();
            request.headers.set("from", format!("{name};tag={tag}"));
        }
        self.answer_by(by, request);
    }
}
