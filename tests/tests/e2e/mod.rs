//! Stories end to end: the built program, real browsers, real rooms and telephones. Sound and picture are measured.
#![allow(clippy::unwrap_used, reason = "tests")]

mod access;
mod digits;
mod dissect;
mod disturb;
mod firefox;
mod guest;
mod held;
mod hold;
mod hostile;
mod https;
mod leaks;
mod links;
mod linphone;
mod lobby;
mod mixed;
mod pbx;
mod pictures;
mod protected;
mod proxy;
mod reception;
mod registrar;
mod resume;
mod room;
mod rooms;
mod settings;
mod sip_tls;
mod sip_websocket;
mod telephone;
mod test_call;
mod transcode;
mod trunk;
mod two_browsers;
mod web;
mod web_phone;
mod world;
