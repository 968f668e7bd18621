//! Stand-in until `tolk_sdp::Negotiation` is published.

use tolk_model::MediaDescription;
use tolk_model::cause::{Cause, Reason};
use tolk_model::random::Random;

#[derive(Clone, Debug)]
pub(crate) struct Negotiator;

impl Negotiator {
    pub(crate) fn new(_random: &mut Random) -> Negotiator {
        Negotiator
    }
    pub(crate) fn read_offer(&mut self, text: &str) -> Result<MediaDescription, Cause> {
        read(text)
    }
    pub(crate) fn read_answer(&mut self, text: &str) -> Result<MediaDescription, Cause> {
        read(text)
    }
    pub(crate) fn write_offer(&mut self, media: &MediaDescription) -> Result<String, Cause> {
        Ok(write(media))
    }
    pub(crate) fn write_answer(&mut self, media: &MediaDescription) -> Result<String, Cause> {
        Ok(write(media))
    }
}

fn read(text: &str) -> Result<MediaDescription, Cause> {
    let line = text.lines().find_map(|l| l.strip_prefix("a=x-tolk:"));
    line.and_then(|l| serde_json::from_str(l).ok())
        .ok_or(Cause::far_end(Reason::NoCommonMedia))
}

fn write(media: &MediaDescription) -> String {
    let json = serde_json::to_string(media).unwrap_or_default();
    format!("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=x-tolk:{json}\r\n")
}
