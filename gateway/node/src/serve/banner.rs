//! What the person who starts a node needs to know. To standard output and to nowhere else: it has secrets in it.

use std::fmt;
use std::net::SocketAddr;

use tolk_core::directory::{Admits, Directory, PlaceKind};
use tolk_model::Secret;
use tolk_model::address::TransportKind;

use crate::config::{WrittenAccount, WrittenLink};

/// Rooms that are named; a directory of an agency has thousands.
const MOST_ROOMS: usize = 5;

/// What the person who starts a node needs to know.
#[derive(Clone, Debug)]
pub struct Banner {
    /// What links begin with.
    pub public_url: String,
    /// Where the web is.
    pub web: Vec<String>,
    /// Where SIP is.
    pub sip: Vec<(SocketAddr, TransportKind)>,
    /// Where H.323 is.
    pub h323: Vec<SocketAddr>,
    /// The administrators' token, when it was made at start.
    pub admin_token: Option<Secret<String>>,
    /// Links whose tokens stand in the configuration.
    pub links: Vec<WrittenLink>,
    /// Accounts whose passwords were made at start.
    pub accounts: Vec<WrittenAccount>,
    /// Alias of the test call.
    pub test_call: Option<String>,
    /// Title and alias of rooms that admit everybody.
    pub rooms: Vec<(String, String)>,
}

/// Title and alias of rooms that admit everybody.
pub(super) fn open_rooms(directory: &Directory) -> Vec<(String, String)> {
    directory
        .places()
        .filter(|p| p.kind == PlaceKind::Meeting && p.admits == Admits::Everybody)
        .filter_map(|p| Some((p.title.clone(), p.aliases.first()?.local.clone())))
        .take(MOST_ROOMS)
        .collect()
}

/// Alias of the test call.
pub(super) fn test_call(directory: &Directory) -> Option<String> {
    let place = directory.places().find(|p| p.kind == PlaceKind::TestCall)?;
    place.aliases.first().map(|alias| alias.local.clone())
}

impl Banner {
    /// Host and port at which SIP is called from this machine.
    fn sip_host(&self) -> Option<String> {
        let (address, _) = self.sip.first()?;
        Some(at(*address, 5060))
    }

    /// What one types into a telephone.
    fn account(&self, f: &mut fmt::Formatter<'_>, account: &WrittenAccount) -> fmt::Result {
        let user = &account.user;
        write!(f, "  SIP account  ")?;
        if let Some(address) = &account.address {
            write!(f, "sip:{address}, ")?;
        }
        write!(
            f,
            "user name {user}, password {}",
            account.password.expose()
        )?;
        if let Some(host) = self.sip_host() {
            write!(f, ", server (outbound proxy) {host}")?;
        }
        writeln!(f)
    }

    /// The same under TLS.
    fn tls_host(&self) -> Option<String> {
        let (address, _) = self.sip.iter().find(|(_, t)| *t == TransportKind::Tls)?;
        Some(at(*address, 5061))
    }
}

/// An address as one writes it in a URI; the port that is meant when none is written is left out.
fn at(address: SocketAddr, usual: u16) -> String {
    let host = match address.ip() {
        ip if ip.is_unspecified() => "127.0.0.1".to_string(),
        std::net::IpAddr::V6(ip) => format!("[{ip}]"),
        ip @ std::net::IpAddr::V4(_) => ip.to_string(),
    };
    match address.port() {
        port if port == usual => host,
        port => format!("{host}:{port}"),
    }
}

impl fmt::Display for Banner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nTolk {} is ready.\n", env!("CARGO_PKG_VERSION"))?;
        let base = &self.public_url;
        for link in &self.links {
            let whose = if link.host {
                "Host link "
            } else {
                "Guest link"
            };
            let (title, alias) = (&link.title, &link.alias);
            writeln!(
                f,
                "  {whose}   {base}/m/{alias}#k={}  ({title})",
                link.token.expose()
            )?;
        }
        for (title, alias) in &self.rooms {
            writeln!(f, "  Room         {base}/m/{alias}  ({title})")?;
        }
        if let Some(host) = self.sip_host() {
            for (title, alias) in &self.rooms {
                writeln!(f, "  Call by SIP  sip:{alias}@{host}  ({title})")?;
            }
            if let (Some(tls), Some((_, alias))) = (self.tls_host(), self.rooms.first()) {
                writeln!(f, "  Under TLS    sip:{alias}@{tls};transport=tls")?;
            }
            if let Some(alias) = &self.test_call {
                writeln!(f, "  Test call    sip:{alias}@{host} or {base}/m/{alias}")?;
            }
        }
        if let Some(address) = self.h323.first() {
            let host = at(*address, 1720);
            for (title, alias) in &self.rooms {
                writeln!(f, "  By H.323     h323:{alias}@{host}  ({title})")?;
            }
        }
        for account in &self.accounts {
            self.account(f, account)?;
        }
        for url in &self.web {
            writeln!(f, "  Web          {url}")?;
        }
        if let Some(token) = &self.admin_token {
            writeln!(f, "  Admin token  {}", token.expose())?;
        }
        writeln!(f, "\nCtrl-C ends it.\n")
    }
}
