//! Which numbers go by which trunk, and how they are written there.

use std::str::FromStr;

use tolk_model::id::TrunkId;
use tolk_model::party::{CallRequest, Target, Trust};
use tolk_model::registration::Route;
use tolk_model::{Address, Domain, Pii, Scheme};

use super::Pattern;

/// A trunk as admission knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrunkRoute {
    /// Which.
    pub trunk: TrunkId,
    /// The domain of the numbers that it serves.
    pub domain: Domain,
    /// What goes by it.
    pub serves: Vec<Pattern>,
    /// How numbers are written there; the first that fits.
    pub outgoing: Vec<Rewrite>,
    /// How numbers that come from there are written here; the first that fits.
    pub incoming: Vec<Rewrite>,
    /// Our own name there, and who is called when it is.
    pub inbound: Option<(String, Address)>,
}

/// Writes a number anew: `00* -> +*` changes how it begins, `112 -> 8001` the whole of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    from: String,
    to: String,
    /// What follows `from` is kept.
    keeps_rest: bool,
}

/// A text that is no [`Rewrite`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected `00* -> +*`, or both sides without `*`")]
pub struct RewriteError;

impl Rewrite {
    /// The number written anew; `None` when this is not about it.
    fn apply(&self, number: &str) -> Option<String> {
        if !self.keeps_rest {
            return (number == self.from).then(|| self.to.clone());
        }
        let rest = number.strip_prefix(self.from.as_str())?;
        Some(format!("{}{rest}", self.to))
    }
}

/// A number by the first rule that fits; unchanged by none.
fn rewrite(rules: &[Rewrite], number: &str) -> String {
    let found = rules.iter().find_map(|rule| rule.apply(number));
    found.unwrap_or_else(|| number.to_string())
}

impl FromStr for Rewrite {
    type Err = RewriteError;

    fn from_str(text: &str) -> Result<Rewrite, RewriteError> {
        let (from, to) = text.split_once("->").ok_or(RewriteError)?;
        let (from, to) = (from.trim(), to.trim());
        let lawful = |t: &str| {
            t.chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-._".contains(c))
        };
        let parts = match (from.strip_suffix('*'), to.strip_suffix('*')) {
            (Some(from), Some(to)) => (from, to, true),
            (None, None) if !from.is_empty() && !to.is_empty() => (from, to, false),
            _ => return Err(RewriteError),
        };
        if !lawful(parts.0) || !lawful(parts.1) {
            return Err(RewriteError);
        }
        Ok(Rewrite {
            from: parts.0.to_string(),
            to: parts.1.to_string(),
            keeps_rest: parts.2,
        })
    }
}

impl TrunkRoute {
    /// The target by which an address is reached here; `None` when this trunk does not serve it.
    fn target(&self, to: &Address) -> Option<Target> {
        if !self.serves.iter().any(|pattern| pattern.matches(to)) {
            return None;
        }
        let mut address = Address::at(rewrite(&self.outgoing, &to.local), self.domain.clone());
        address.scheme = Scheme::Sip;
        Some(Target {
            route: Some(Route::Trunk {
                trunk: self.trunk.clone(),
            }),
            ..Target::at(address)
        })
    }

    /// Writes who calls and who is called in our words.
    fn arriving(&self, request: &mut CallRequest, is_ours: impl Fn(&Domain) -> bool) {
        let to = &request.to;
        let here = |domain: &Domain| *domain == self.domain || is_ours(domain);
        if to.domain.as_ref().is_none_or(here) {
            request.to = match &self.inbound {
                Some((user, inbound)) if *user == to.local => inbound.clone(),
                _ => Address::alias(rewrite(&self.incoming, &to.local)),
            };
        }
        let from = request.from.address.reveal();
        let is_number = |c: char| c.is_ascii_digit() || "+-.".contains(c);
        if !from.local.is_empty() && from.local.chars().all(is_number) {
            let number = rewrite(&self.incoming, &from.local);
            request.from.address = Pii::new(Address {
                scheme: Scheme::Tel,
                ..Address::alias(number)
            });
        }
    }
}

/// Where an address is reached: by the trunks that serve it, in their order, else by its own domain.
pub(super) fn targets(trunks: &[TrunkRoute], to: &Address) -> Vec<Target> {
    let by_trunk: Vec<Target> = trunks.iter().filter_map(|t| t.target(to)).collect();
    if by_trunk.is_empty() {
        return vec![Target::at(to.clone())];
    }
    by_trunk
}

/// A call that came by a trunk, in our words.
pub(super) fn arriving(
    trunks: &[TrunkRoute],
    request: &mut CallRequest,
    is_ours: impl Fn(&Domain) -> bool,
) {
    let Trust::Trunk { trunk } = &request.trust else {
        return;
    };
    if let Some(found) = trunks.iter().find(|t| t.trunk == *trunk) {
        found.arriving(request, is_ours);
    }
}
