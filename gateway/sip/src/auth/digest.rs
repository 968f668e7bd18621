//! The arithmetic of digest authentication and its two headers (RFC 7616 §3.3, §3.4).

use md5::Md5;
use sha2::{Digest, Sha256};
use tolk_model::registration::DigestAlgorithm;

use crate::wire::Problem;
use crate::wire::lex::{quote, split, trim, unquote};

/// Longest value of a parameter that is looked at; user names and nonces are far shorter.
const MAX_VALUE: usize = 1024;
/// Parameters of one header; the RFC knows a dozen.
const MAX_PARAMETERS: usize = 32;

/// Hexadecimal digits of the hash of a text.
pub(crate) fn hash(algorithm: DigestAlgorithm, text: &str) -> String {
    match algorithm {
        DigestAlgorithm::Sha256 => hex(&Sha256::digest(text.as_bytes())),
        DigestAlgorithm::Md5 => hex(&Md5::digest(text.as_bytes())),
    }
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// An algorithm's name on the wire.
pub(crate) fn name(algorithm: DigestAlgorithm) -> &'static str {
    match algorithm {
        DigestAlgorithm::Sha256 => "SHA-256",
        DigestAlgorithm::Md5 => "MD5",
    }
}

/// The algorithm of a header; MD5 when it names none. `None` for one that we do not do (`-sess`, SHA-512/256).
fn algorithm(text: Option<&str>) -> Option<DigestAlgorithm> {
    match text {
        None => Some(DigestAlgorithm::Md5),
        Some(t) if t.eq_ignore_ascii_case("MD5") => Some(DigestAlgorithm::Md5),
        Some(t) if t.eq_ignore_ascii_case("SHA-256") => Some(DigestAlgorithm::Sha256),
        Some(_) => None,
    }
}

/// How often a nonce was used, and the client's own part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    /// `nc`, eight hexadecimal digits as written.
    pub(crate) nc: String,
    /// `cnonce`.
    pub(crate) cnonce: String,
}

/// The response (RFC 7616 §3.4.1); `ha1` is the hash of user, realm and password.
pub(crate) fn response(
    algorithm: DigestAlgorithm,
    ha1: &str,
    nonce: &str,
    count: Option<&Count>,
    method: &str,
    uri: &str,
) -> String {
    let ha2 = hash(algorithm, &format!("{method}:{uri}"));
    let text = match count {
        Some(Count { nc, cnonce }) => format!("{ha1}:{nonce}:{nc}:{cnonce}:auth:{ha2}"),
        None => format!("{ha1}:{nonce}:{ha2}"),
    };
    hash(algorithm, &text)
}

/// `WWW-Authenticate` or `Proxy-Authenticate`, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Challenge {
    pub(crate) realm: String,
    pub(crate) nonce: String,
    pub(crate) opaque: Option<String>,
    pub(crate) algorithm: DigestAlgorithm,
    /// It takes `qop=auth`.
    pub(crate) counts: bool,
    pub(crate) stale: bool,
}

impl Challenge {
    /// Parses one; `None` when it is of another scheme or algorithm, or asks for what we do not do (`auth-int` alone).
    pub(crate) fn parse(text: &str) -> Option<Challenge> {
        let fields = Fields::parse(text).ok()??;
        let qop = fields.get("qop");
        let counts = qop.is_some_and(|q| q.split(',').any(|one| trim(one) == "auth"));
        if qop.is_some() && !counts {
            return None;
        }
        Some(Challenge {
            realm: fields.get("realm")?.to_string(),
            nonce: fields.get("nonce")?.to_string(),
            opaque: fields.get("opaque").map(str::to_string),
            algorithm: algorithm(fields.get("algorithm"))?,
            counts,
            stale: fields
                .get("stale")
                .is_some_and(|s| s.eq_ignore_ascii_case("true")),
        })
    }

    /// Prints one of ours.
    pub(crate) fn print(
        realm: &str,
        nonce: &str,
        algorithm: DigestAlgorithm,
        stale: bool,
    ) -> String {
        let stale = if stale { ", stale=true" } else { "" };
        format!(
            "Digest realm={}, nonce=\"{nonce}\", algorithm={}, qop=\"auth\"{stale}",
            quote(realm),
            name(algorithm)
        )
    }
}

/// `Authorization` or `Proxy-Authorization`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Authorization {
    pub(crate) user: String,
    pub(crate) realm: String,
    pub(crate) nonce: String,
    pub(crate) uri: String,
    pub(crate) response: String,
    pub(crate) algorithm: DigestAlgorithm,
    pub(crate) opaque: Option<String>,
    pub(crate) count: Option<Count>,
}

impl Authorization {
    /// Parses one; `None` when it is of another scheme or algorithm.
    ///
    /// # Errors
    /// When it is a digest and breaks the grammar or lacks what every digest has.
    pub(crate) fn parse(text: &str) -> Result<Option<Authorization>, Problem> {
        let Some(fields) = Fields::parse(text)? else {
            return Ok(None);
        };
        let Some(algorithm) = algorithm(fields.get("algorithm")) else {
            return Ok(None);
        };
        let field = |name: &str| fields.get(name).map(str::to_string);
        let needed = |name: &str| field(name).ok_or(Problem::HeaderLine);
        let count = match fields.get("qop") {
            None => None,
            Some("auth") => {
                let nc = needed("nc")?;
                let lawful = nc.len() == 8 && nc.bytes().all(|b| b.is_ascii_hexdigit());
                if !lawful {
                    return Err(Problem::HeaderLine);
                }
                let cnonce = needed("cnonce")?;
                Some(Count { nc, cnonce })
            }
            Some(_) => return Ok(None),
        };
        Ok(Some(Authorization {
            user: needed("username")?,
            realm: needed("realm")?,
            nonce: needed("nonce")?,
            uri: needed("uri")?,
            response: needed("response")?,
            algorithm,
            opaque: field("opaque"),
            count,
        }))
    }

    /// Prints it.
    pub(crate) fn print(&self) -> String {
        let mut out = format!(
            "Digest username={}, realm={}, nonce={}, uri={}, response=\"{}\", algorithm={}",
            quote(&self.user),
            quote(&self.realm),
            quote(&self.nonce),
            quote(&self.uri),
            self.response,
            name(self.algorithm)
        );
        if let Some(Count { nc, cnonce }) = &self.count {
            out.push_str(&format!(", qop=auth, nc={nc}, cnonce=\"{cnonce}\""));
        }
        if let Some(opaque) = &self.opaque {
            out.push_str(&format!(", opaque={}", quote(opaque)));
        }
        out
    }

    /// What the response must be when `ha1` is right.
    pub(crate) fn expected(&self, ha1: &str, method: &str) -> String {
        let count = self.count.as_ref();
        response(self.algorithm, ha1, &self.nonce, count, method, &self.uri)
    }

    /// Whether the response is right; in constant time.
    pub(crate) fn proves(&self, ha1: &str, method: &str) -> bool {
        use subtle::ConstantTimeEq;
        let expected = self.expected(ha1, method);
        let said = self.response.to_ascii_lowercase();
        expected.as_bytes().ct_eq(said.as_bytes()).into()
    }
}

/// `name=value` pairs of a header of the scheme `Digest`.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn parse(text: &str) -> Result<Option<Fields>, Problem> {
        let text = trim(text);
        let Some((scheme, rest)) = text.split_once([' ', '\t', '\r', '\n']) else {
            return Ok(None);
        };
        if !scheme.eq_ignore_ascii_case("Digest") {
            return Ok(None);
        }
        let mut fields: Vec<(String, String)> = Vec::new();
        for piece in split(rest, ',')?.into_iter().filter(|p| !p.is_empty()) {
            let (name, value) = piece.split_once('=').ok_or(Problem::HeaderLine)?;
            let name = trim(name).to_ascii_lowercase();
            let twice = fields.iter().any(|(known, _)| *known == name);
            if twice || fields.len() >= MAX_PARAMETERS || value.len() > MAX_VALUE {
                return Err(Problem::HeaderLine);
            }
            fields.push((name, unquote(trim(value))));
        }
        Ok(Some(Fields(fields)))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}
