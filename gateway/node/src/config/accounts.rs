//! Accounts of the configuration. Passwords become hashes at once; what is kept proves them and does not tell them.

use std::str::FromStr;

use sha2::{Digest, Sha256};
use tolk_core::directory::{Account, Directory, DirectoryError, Hashes};
use tolk_model::random::Random;
use tolk_model::registration::DigestAlgorithm;
use tolk_model::{Address, Secret, Seed};

use super::reader::Reader;
use super::resolve::Tree;
use super::types::{NodeConfig, WrittenAccount};
use super::value::Place as At;

/// Shortest password: eight letters, at sixty guesses an hour, outlive everybody.
const MIN_PASSWORD: usize = 8;
/// Characters of a password that is made at start.
const PASSWORD_CHARACTERS: usize = 20;
/// Keys that say what proves an account.
const SAYING: [&str; 4] = ["password", "password_file", "ha1_sha256", "ha1_md5"];
/// Largest password file that is read.
const MAX_FILE_BYTES: u64 = 4096;

pub(super) fn read(
    tree: &mut Tree<'_>,
    node: &NodeConfig,
    directory: &mut Directory,
    seed: &Seed,
) -> Vec<WrittenAccount> {
    let mut written = Vec::new();
    // Not the numbers that the links are made of.
    let mut random = seed.generator().seed().generator();
    for n in 0..tree.count("account") {
        let mut section = tree.nth("account", n);
        let account = account(&mut section, node, &mut random, &mut written);
        if let Some(account) = account {
            let added = directory.add_account(account);
            report(&mut section, added);
        }
        section.finish(&[]);
    }
    written
}

/// Algorithms that devices may answer with.
pub(super) fn algorithms(section: &mut Reader<'_>) -> Vec<DigestAlgorithm> {
    let all = section.list::<Algorithm>("digest", "\"sha-256\" or \"md5\"");
    if all.is_empty() {
        let place = section.given("digest").map_or(At::Nowhere, |v| v.place);
        section.wrong("digest", place, "at least one of sha-256 and md5");
    }
    all.into_iter().map(|a| a.0).collect()
}

/// An algorithm as the file spells it.
struct Algorithm(DigestAlgorithm);

impl FromStr for Algorithm {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Algorithm, Self::Err> {
        match text {
            "sha-256" => Ok(Algorithm(DigestAlgorithm::Sha256)),
            "md5" => Ok(Algorithm(DigestAlgorithm::Md5)),
            _ => Err("no such algorithm"),
        }
    }
}

fn account(
    section: &mut Reader<'_>,
    node: &NodeConfig,
    random: &mut Random,
    written: &mut Vec<WrittenAccount>,
) -> Option<Account> {
    let user = section.text("user");
    if user.is_none() {
        section.missing("user");
    }
    let aliases = section.list::<Address>("aliases", "`name` or `name@domain`");
    if section.given("aliases").is_none() {
        section.missing("aliases");
    }
    let mut hashes = Hashes {
        sha256: hash(section, "ha1_sha256", 64),
        md5: hash(section, "ha1_md5", 32),
    };
    let mut password = password(section);
    let user = user?;
    let makes = section.truth("new_password") == Some(true);
    let says = SAYING.iter().any(|key| section.given(key).is_some());
    if makes && says {
        let place = section
            .given("new_password")
            .map_or(At::Nowhere, |v| v.place);
        section.wrong(
            "new_password",
            place,
            "makes a password, and another one is given",
        );
    } else if makes {
        let made = Secret::new(random.token(PASSWORD_CHARACTERS));
        written.push(WrittenAccount {
            address: aliases.first().map(|a| a.to_alias(&node.domain)),
            user: user.clone(),
            password: made.clone(),
        });
        password = Some(made);
    }
    if let Some(password) = password {
        let text = format!("{user}:{}:{}", node.domain, password.expose());
        hashes
            .sha256
            .get_or_insert_with(|| Secret::new(hex(&Sha256::digest(&text))));
        hashes
            .md5
            .get_or_insert_with(|| Secret::new(hex(&md5::Md5::digest(&text))));
    }
    // One that is given and wrong has been reported.
    if hashes == Hashes::default() && !says {
        let place = section.place();
        section.wrong(
            "password",
            place,
            "an account has a password, a password file or a hash",
        );
    }
    let aliases = aliases.iter().map(|a| a.to_alias(&node.domain)).collect();
    Some(Account {
        user,
        aliases,
        hashes,
    })
}

pub(super) fn password(section: &mut Reader<'_>) -> Option<Secret<String>> {
    let (key, text) = match (section.text("password"), section.text("password_file")) {
        (Some(text), None) => ("password", text),
        (None, Some(file)) => ("password_file", first_line(section, &file)?),
        (None, None) => return None,
        (Some(_), Some(_)) => {
            let place = section.place();
            section.wrong("password_file", place, "either this or `password`");
            return None;
        }
    };
    if text.len() < MIN_PASSWORD {
        let place = section.given(key).map_or(At::Nowhere, |v| v.place);
        let words = format!("a password has at least {MIN_PASSWORD} characters");
        section.wrong(key, place, words);
    }
    Some(Secret::new(text))
}

fn first_line(section: &mut Reader<'_>, file: &str) -> Option<String> {
    let size = std::fs::metadata(file).map(|m| m.len());
    let text = match size {
        Ok(size) if size > MAX_FILE_BYTES => Err("is larger than a password is".to_string()),
        _ => std::fs::read_to_string(file).map_err(|error| format!("cannot be read: {error}")),
    };
    match text {
        Ok(text) => Some(text.lines().next().unwrap_or_default().to_string()),
        Err(problem) => {
            let place = section
                .given("password_file")
                .map_or(At::Nowhere, |v| v.place);
            section.wrong("password_file", place, problem);
            None
        }
    }
}

fn hash(section: &mut Reader<'_>, key: &'static str, digits: usize) -> Option<Secret<String>> {
    let text = section.text(key)?;
    if text.len() != digits || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        let place = section.given(key).map_or(At::Nowhere, |v| v.place);
        section.wrong(key, place, format!("is {digits} hexadecimal digits"));
    }
    Some(Secret::new(text.to_ascii_lowercase()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn report(section: &mut Reader<'_>, added: Result<(), DirectoryError>) {
    let Err(error) = added else { return };
    let key = match error {
        DirectoryError::UserTaken(_) => "user",
        // One without an alias has been reported as missing.
        DirectoryError::NoAlias(_) => return,
        _ => "aliases",
    };
    let place = section.given(key).map_or(At::Nowhere, |v| v.place);
    section.wrong(key, place, error.to_string());
}
