//! Real peers, started and stopped by the tests: by pid, on free ports, each in a folder of its own.

pub mod asterisk;
pub mod baresip;
pub mod behaviour;
pub mod browser;
pub mod caller;
pub mod cut_proxy;
pub mod kamailio;
pub mod linphone;
pub mod name_server;
pub mod namespace;
pub mod office;
pub mod ooh323;
pub mod page_server;
pub mod picture_end;
mod port;
pub mod process;
pub mod pycrate;
pub mod rtp_end;
pub mod sipp;
pub mod sound_card;
pub mod story;
pub mod tolk;
pub mod tshark;
pub mod tunnel;
pub mod webdriver;

pub use port::{free_port, free_port_pair, free_port_range};
