//! Organisations, rooms, people and links of the configuration: the directory that it makes.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use tolk_core::directory::{
    Admits, Device, Directory, DirectoryError, Link, Organisation, Person, Place, PlaceKind,
    TokenHash, mint_token,
};
use tolk_core::presence::VisibleTo;
use tolk_model::party::Target;
use tolk_model::random::Random;
use tolk_model::{Address, Alias, MeetingId, OrgId, Pii, Role, Secret, Seed};

use super::presence;
use super::reader::{Reader, unknown};
use super::resolve::{LANGUAGES, Services, Tree, domains, small};
use super::types::{NodeConfig, WrittenLink};
use super::value::Place as At;

/// Shortest secret that stands in the file: what a person types by chance is shorter.
const MIN_SECRET: usize = 16;
/// Callers of the test call at once; each costs a decoder and an encoder.
const TEST_CALLERS: u32 = 100;

/// What is built up while reading.
struct Listings<'n> {
    node: &'n NodeConfig,
    directory: Directory,
    organisations: BTreeMap<String, OrgId>,
    visible: BTreeMap<Alias, VisibleTo>,
    links: Vec<WrittenLink>,
    random: Random,
}

pub(super) fn read(
    tree: &mut Tree<'_>,
    node: &NodeConfig,
    services: &Services,
    seed: &Seed,
) -> (Directory, Vec<WrittenLink>, BTreeMap<Alias, VisibleTo>) {
    let mut listings = Listings {
        node,
        directory: Directory::new(node.domain.clone(), node.also.clone()),
        organisations: BTreeMap::new(),
        visible: BTreeMap::new(),
        links: Vec::new(),
        random: seed.generator(),
    };
    for n in 0..tree.count("organisation") {
        listings.organisation(tree.nth("organisation", n));
    }
    for n in 0..tree.count("room") {
        listings.room(tree.nth("room", n));
    }
    for n in 0..tree.count("person") {
        listings.person(tree.nth("person", n));
    }
    let mut section = tree.section("node");
    listings.service(
        &mut section,
        "test_call",
        PlaceKind::TestCall,
        &services.test_call,
    );
    listings.service(
        &mut section,
        "reception",
        PlaceKind::Reception,
        &services.reception,
    );
    (listings.directory, listings.links, listings.visible)
}

impl Listings<'_> {
    fn organisation(&mut self, mut section: Reader<'_>) {
        let domains = domains(&mut section, "domains");
        match section.text("name") {
            None => section.missing("name"),
            Some(name) => {
                let id = OrgId::from_number(number(&["organisation", &name]));
                if self.organisations.insert(name.clone(), id).is_some() {
                    let place = section.place();
                    section.wrong("name", place, format!("{name:?} stands in the file twice"));
                }
                self.directory
                    .add_organisation(Organisation { id, name, domains });
            }
        }
        section.finish(&[]);
    }

    fn room(&mut self, mut section: Reader<'_>) {
        let title = section.text("title");
        if title.is_none() {
            section.missing("title");
        }
        let aliases = self.aliases(&mut section);
        let organisation = self.of(&mut section);
        let host = section.text("host").map(Pii::new);
        let admits = &[
            ("everybody", Admits::Everybody),
            ("known", Admits::Known),
            ("invited", Admits::Invited),
            ("only_invited", Admits::OnlyInvited),
        ];
        let admits = section.one_of("admits", admits).unwrap_or(Admits::Known);
        let max_participants = small(section.number("max_participants", 2..=500));
        let language = section.one_of("language", LANGUAGES);
        let devices = devices(&mut section);
        self.visible(&mut section, &aliases);
        let mut tokens = [
            (secret(&mut section, "host_token"), Role::Host),
            (secret(&mut section, "guest_token"), Role::Speaker),
        ];
        if section.truth("new_links") == Some(true) {
            for (token, _) in &mut tokens {
                token.get_or_insert_with(|| mint_token(&mut self.random));
            }
        }
        let title = title.unwrap_or_default();
        let links = self.links(tokens, &title, aliases.first());
        let place = Place {
            meeting: MeetingId::from_number(aliases.first().map_or(0, number_of)),
            kind: PlaceKind::Meeting,
            title,
            aliases,
            organisation,
            host,
            admits,
            max_participants,
            language: language.unwrap_or(self.node.language),
            links,
            starts: None,
            expires: None,
            devices,
        };
        let added = self.directory.add_place(place);
        taken(&mut section, "aliases", added);
        section.finish(&[]);
    }

    fn links(
        &mut self,
        tokens: [(Option<Secret<String>>, Role); 2],
        title: &str,
        alias: Option<&Alias>,
    ) -> Vec<Link> {
        let written = tokens
            .into_iter()
            .filter_map(|(t, role)| t.map(|t| (t, role)));
        let mut links = Vec::new();
        for (token, role) in written {
            links.push(Link {
                token: TokenHash::of(&token),
                role,
                expires: None,
            });
            self.links.push(WrittenLink {
                title: title.to_string(),
                alias: alias.map_or_else(String::new, |a| a.local.clone()),
                host: role == Role::Host,
                token,
            });
        }
        links
    }

    fn person(&mut self, mut section: Reader<'_>) {
        let name = section.text("name");
        if name.is_none() {
            section.missing("name");
        }
        let aliases = self.aliases(&mut section);
        self.visible(&mut section, &aliases);
        let person = Person {
            aliases,
            display_name: Pii::new(name.unwrap_or_default()),
            organisation: self.of(&mut section),
            title: section.text("title"),
            devices: devices(&mut section),
            call_waiting: section.truth("call_waiting").unwrap_or(true),
        };
        let added = self.directory.add_person(person);
        taken(&mut section, "aliases", added);
        section.finish(&[]);
    }

    fn service(
        &mut self,
        section: &mut Reader<'_>,
        key: &'static str,
        kind: PlaceKind,
        local: &Option<String>,
    ) {
        let Some(local) = local else {
            return;
        };
        let alias = Alias {
            domain: self.node.domain.clone(),
            local: local.to_ascii_lowercase(),
        };
        let added = self.directory.add_place(Place {
            meeting: MeetingId::from_number(number_of(&alias)),
            kind,
            title: match kind {
                PlaceKind::TestCall => "Test call".to_string(),
                PlaceKind::Reception | PlaceKind::Meeting => "Reception".to_string(),
            },
            aliases: vec![alias],
            organisation: None,
            host: None,
            admits: Admits::Everybody,
            max_participants: TEST_CALLERS,
            language: self.node.language,
            links: Vec::new(),
            starts: None,
            expires: None,
            devices: Vec::new(),
        });
        taken(section, key, added);
    }

    fn visible(&mut self, section: &mut Reader<'_>, aliases: &[Alias]) {
        let said = presence::visible_to(section);
        self.visible.extend(aliases.first().cloned().zip(said));
    }

    fn aliases(&self, section: &mut Reader<'_>) -> Vec<Alias> {
        let all = section.list::<Address>("aliases", "`name` or `name@domain`");
        if section.given("aliases").is_none() {
            section.missing("aliases");
        }
        let domain = &self.node.domain;
        all.iter().map(|address| address.to_alias(domain)).collect()
    }

    fn of(&self, section: &mut Reader<'_>) -> Option<OrgId> {
        let name = section.text("organisation")?;
        let found = self.organisations.get(&name).copied();
        if found.is_none() {
            let place = section
                .given("organisation")
                .map_or(At::Nowhere, |v| v.place);
            let nearest = unknown(&name, self.organisations.keys().map(String::as_str));
            let words = format!("{name:?} is no [[organisation]]: {nearest}");
            section.wrong("organisation", place, words);
        }
        found
    }
}

/// A secret of the file, long enough to be one.
pub(super) fn secret(section: &mut Reader<'_>, key: &'static str) -> Option<Secret<String>> {
    let text = section.text(key)?;
    if text.len() < MIN_SECRET {
        let place = section.given(key).map_or(At::Nowhere, |v| v.place);
        let words = format!("a secret has at least {MIN_SECRET} characters");
        section.wrong(key, place, words);
    }
    Some(Secret::new(text))
}

fn devices(section: &mut Reader<'_>) -> Vec<Device> {
    let all = section.list::<Address>("devices", "an address such as \"sip:room@10.1.2.3\"");
    all.into_iter()
        .map(|address| Device {
            name: String::new(),
            target: Target::at(address),
        })
        .collect()
}

fn taken(section: &mut Reader<'_>, key: &'static str, added: Result<(), DirectoryError>) {
    // One without an alias has been reported as missing.
    if let Err(DirectoryError::AliasTaken(alias)) = added {
        let place = section.given(key).map_or(At::Nowhere, |v| v.place);
        section.wrong(key, place, format!("{alias} is taken by another entry"));
    }
}

fn number_of(alias: &Alias) -> u64 {
    number(&["place", &alias.to_string()])
}

/// The same entry has the same identifier after a restart, and on every node that has the same file.
fn number(words: &[&str]) -> u64 {
    let mut hash = Sha256::new();
    for word in words {
        hash.update(word.as_bytes());
        hash.update([0]);
    }
    let digest = hash.finalize();
    digest
        .iter()
        .take(8)
        .fold(0, |n, byte| (n << 8) | u64::from(*byte))
}
