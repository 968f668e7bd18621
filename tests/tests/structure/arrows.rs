//! Which crate may see which (DESIGN §2), out of `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::{Value, json};
use tolk_tests::peers::story::workspace;

/// What each crate may depend on among our own. A crate that is not here is not allowed to exist.
const ARROWS: &[(&str, &[&str])] = &[
    ("tolk-model", &[]),
    ("tolk-core", &["tolk-model"]),
    ("tolk-sdp", &["tolk-model"]),
    ("tolk-sip", &["tolk-model", "tolk-sdp"]),
    ("tolk-browser", &["tolk-model", "tolk-sdp"]),
    ("tolk-asn1", &[]),
    ("tolk-h323", &["tolk-model", "tolk-asn1"]),
    ("tolk-transcoder", &["tolk-model"]),
    (
        "tolk",
        &[
            "tolk-model",
            "tolk-core",
            "tolk-sdp",
            "tolk-sip",
            "tolk-browser",
            "tolk-h323",
            "tolk-transcoder",
        ],
    ),
];
/// Crates without sockets, clocks and threads.
const PURE: &[&str] = &[
    "tolk-model",
    "tolk-core",
    "tolk-sdp",
    "tolk-sip",
    "tolk-browser",
    "tolk-asn1",
    "tolk-h323",
];
/// What would bring them in, directly or through others. (`getrandom` is not here: `ulid`'s default features reach it. Its use is
/// looked for in the source instead.)
const IMPURE: &[&str] = &[
    "tokio",
    "mio",
    "socket2",
    "async-std",
    "smol",
    "actix-web",
    "hyper",
    "reqwest",
    "redis",
    "sqlx",
    "crossbeam-channel",
    "gstreamer",
    "rtc-ice",
    "rtc-dtls",
    "openssl",
    "rustls",
    "hickory-resolver",
];
/// Only the transcoder names these.
const MEDIA_ONLY: &[&str] = &["gstreamer", "rtc-"];

/// Normal dependencies (not those of tests and build scripts), by package name.
struct Graph {
    direct: BTreeMap<String, BTreeSet<String>>,
    ours: BTreeSet<String>,
}

impl Graph {
    fn of(metadata: &Value) -> Graph {
        let name = |id: &Value| {
            let package = metadata["packages"]
                .as_array()
                .unwrap()
                .iter()
                .find(|p| p["id"] == *id);
            package.unwrap()["name"].as_str().unwrap().to_string()
        };
        let mut direct = BTreeMap::<String, BTreeSet<String>>::new();
        for node in metadata["resolve"]["nodes"].as_array().unwrap() {
            let normal = |dep: &&Value| {
                dep["dep_kinds"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|kind| kind["kind"].is_null())
            };
            let deps = node["deps"]
                .as_array()
                .unwrap()
                .iter()
                .filter(normal)
                .map(|d| name(&d["pkg"]));
            direct.entry(name(&node["id"])).or_default().extend(deps);
        }
        let ours = metadata["workspace_members"]
            .as_array()
            .unwrap()
            .iter()
            .map(name)
            .collect();
        Graph { direct, ours }
    }

    fn reachable(&self, from: &str) -> BTreeSet<&str> {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(next) = open.pop() {
            for dep in self.direct.get(next).into_iter().flatten() {
                if seen.insert(dep.as_str()) {
                    open.push(dep);
                }
            }
        }
        seen
    }

    fn offences(&self) -> Vec<String> {
        let mut found = Vec::new();
        for name in self.ours.iter().filter(|name| *name != "tolk-tests") {
            let Some((_, allowed)) = ARROWS.iter().find(|(known, _)| known == name) else {
                found.push(format!("{name} has no place in DESIGN §2"));
                continue;
            };
            for dep in &self.direct[name] {
                if self.ours.contains(dep) && !allowed.contains(&dep.as_str()) {
                    found.push(format!("{name} must not see {dep}"));
                }
                let media = MEDIA_ONLY.iter().any(|start| dep.starts_with(start));
                if media && name != "tolk-transcoder" {
                    found.push(format!(
                        "{name} must not name {dep}: only the transcoder does"
                    ));
                }
            }
            if PURE.contains(&name.as_str()) {
                for dep in self
                    .reachable(name)
                    .into_iter()
                    .filter(|dep| IMPURE.contains(dep))
                {
                    found.push(format!("{name} is pure and must not reach {dep}"));
                }
            }
        }
        found
    }
}

#[test]
fn crates_depend_only_along_the_allowed_arrows() {
    let done = Command::new("cargo")
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--filter-platform",
            "x86_64-unknown-linux-gnu",
        ])
        .current_dir(workspace())
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let graph = Graph::of(&serde_json::from_slice(&done.stdout).unwrap());
    assert!(graph.ours.contains("tolk-model"), "{:?}", graph.ours);
    let found = graph.offences();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn negative_twin_forbidden_arrows_are_found() {
    let package = |name: &str| json!({"id": name, "name": name});
    let packages = [
        "tolk-core",
        "tolk-sip",
        "innocent",
        "tokio",
        "tolk-new",
        "rtc-ice",
    ]
    .map(package);
    let dep = |name: &str| json!({"pkg": name, "dep_kinds": [{"kind": null}]});
    let metadata = json!({
        "packages": packages,
        "workspace_members": ["tolk-core", "tolk-sip", "tolk-new"],
        "resolve": {"nodes": [
            {"id": "tolk-core", "deps": [dep("tolk-sip"), dep("innocent")]},
            {"id": "tolk-sip", "deps": [dep("rtc-ice"), {"pkg": "tokio", "dep_kinds": [{"kind": "dev"}]}]},
            {"id": "innocent", "deps": [dep("tokio")]},
            {"id": "tokio", "deps": []}, {"id": "rtc-ice", "deps": []}, {"id": "tolk-new", "deps": []},
        ]},
    });
    let found = Graph::of(&metadata).offences();
    for wanted in [
        "tolk-core must not see tolk-sip",
        "tolk-core is pure and must not reach tokio",
        "tolk-sip must not name rtc-ice: only the transcoder does",
        "tolk-new has no place in DESIGN §2",
    ] {
        assert!(
            found.iter().any(|f| f == wanted),
            "{wanted} not in {found:#?}"
        );
    }
    assert!(
        !found
            .iter()
            .any(|f| f == "tolk-sip is pure and must not reach tokio"),
        "{found:#?}"
    );
}
