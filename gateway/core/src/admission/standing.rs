//! What is proven of the far end of a leg, and what that far end may ask about other legs and other people.

use tolk_model::id::TrunkId;
use tolk_model::party::{CallRequest, Party, Trust};
use tolk_model::registration::Route;
use tolk_model::{Address, Alias, Cause, Domain, MediaDescription, Reason, RuleId};

use super::{Verdict, refuse, rule};
use crate::directory::{Directory, Listing};

/// What is proven of the far end of a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Somebody whom the directory lists, by the first alias: it has proved an account, or we called it where the directory says that
    /// it is.
    Listed(Alias),
    /// A domain that has proved its name.
    Domain(Domain),
    /// A trunk of ours: it vouches for itself, not for who speaks.
    Trunk(TrunkId),
    /// A host of the meeting that it is in, by a link; of nowhere else.
    Nobody,
}

impl Standing {
    /// Of somebody who called us.
    pub fn of_caller(trust: &Trust, directory: &Directory) -> Standing {
        match trust {
            Trust::Registered { alias } => listed(alias, directory),
            Trust::MutualTls { domain } => Standing::Domain(domain.clone()),
            Trust::Trunk { trunk } => Standing::Trunk(trunk.clone()),
            Trust::LinkToken { .. } | Trust::Operator | Trust::Anonymous => Standing::Nobody,
        }
    }

    /// Of somebody whom we called as `address`, by `route`.
    pub fn of_called(address: &Address, route: Option<&Route>, directory: &Directory) -> Standing {
        if let Some(Route::Trunk { trunk }) = route {
            return Standing::Trunk(trunk.clone());
        }
        let alias = directory.alias(address);
        alias.map_or(Standing::Nobody, |alias| listed(&alias, directory))
    }

    /// Whether both are proven to be the same.
    pub fn is_same(&self, other: &Standing) -> bool {
        *self != Standing::Nobody && self == other
    }

    fn trust(&self) -> Trust {
        match self {
            Standing::Listed(alias) => Trust::Registered {
                alias: alias.clone(),
            },
            Standing::Domain(domain) => Trust::MutualTls {
                domain: domain.clone(),
            },
            Standing::Trunk(trunk) => Trust::Trunk {
                trunk: trunk.clone(),
            },
            Standing::Nobody => Trust::Anonymous,
        }
    }

    /// What it would have asked for, had it called `to` itself. `like` is the call that it is in.
    pub fn request(&self, like: &CallOf, party: Party, to: Address) -> CallRequest {
        CallRequest {
            call: like.call,
            from: party,
            to,
            trust: self.trust(),
            link_token: None,
            origin: like.origin,
            media: MediaDescription::default(),
            replaces: None,
            language: None,
            device: None,
        }
    }
}

/// Of the call in which somebody asks.
#[derive(Clone, Copy, Debug)]
pub struct CallOf {
    /// The identifier that what follows gets.
    pub call: tolk_model::CallId,
    /// Whence it comes.
    pub origin: std::net::IpAddr,
}

/// The first alias of whoever has this one.
fn listed(alias: &Alias, directory: &Directory) -> Standing {
    let aliases = match directory.find(alias) {
        Some(Listing::Person(person)) => &person.aliases,
        Some(Listing::Place(place)) => &place.aliases,
        None => return Standing::Nobody,
    };
    Standing::Listed(aliases.first().unwrap_or(alias).clone())
}

/// The call that whoever is proven to be `asks` would place, were it to call `to` itself: a transfer is decided as that one is, so that nobody
/// has others called whom it may not call, inside or outside.
///
/// # Errors
/// With the verdict when nothing is proven of whoever asks: a stranger passes nobody on, not even whither it could call.
pub fn transfer(
    asks: &Standing,
    like: &CallOf,
    party: Party,
    to: &Address,
) -> Result<CallRequest, Verdict<Result<(), Cause>>> {
    if *asks == Standing::Nobody {
        return Err(refuse(Reason::Forbidden, "transfer.strangers_denied", Err));
    }
    Ok(asks.request(like, party, to.clone()))
}

/// Whether whoever is proven to be `asks` may join its own leg with another one, whose far end is proven to be `other`.
///
/// # Errors
/// With the cause when it is not its own.
pub fn transfer_after_talk(asks: &Standing, other: &Standing) -> Result<RuleId, Cause> {
    if asks.is_same(other) {
        return Ok(rule("transfer.own_calls"));
    }
    let name = if *asks == Standing::Nobody {
        "transfer.strangers_denied"
    } else {
        "transfer.not_your_call"
    };
    Err(Cause::policy(Reason::Forbidden, rule(name)))
}

/// Whether a call from somebody who is proven to be `asks` may take the place of a leg whose far end is proven to be `old`.
///
/// # Errors
/// With the cause when it may not.
pub fn replacement(asks: &Standing, old: &Standing) -> Result<RuleId, Cause> {
    if asks.is_same(old) {
        return Ok(rule("replaces.own_call"));
    }
    let name = if *asks == Standing::Nobody {
        "replaces.strangers_denied"
    } else {
        "replaces.not_your_call"
    };
    Err(Cause::policy(Reason::Forbidden, rule(name)))
}
