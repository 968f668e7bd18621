//! The API as a script and a monitor use it: errors that say what to do, limits, and meetings that outlive the process.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use tolk_tests::peers::free_port;
use tolk_tests::peers::story::Story;
use tolk_tests::peers::tolk::{Setup, Tolk};

use super::world::{LOCALHOST, ROOM, World};

/// An answer of any status.
struct Answer {
    status: u16,
    kind: String,
    body: String,
    headers: Vec<(String, String)>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, value)| value)
    }
}

/// Asks without following or judging anything.
fn ask(method: &str, url: &str, token: Option<&str>, body: Option<&str>) -> Answer {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(20)))
        .build()
        .into();
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    if let Some(token) = token {
        request = request.header("Authorization", format!("Bearer {token}"));
    }
    if body.is_some() {
        request = request.header("Content-Type", "application/json");
    }
    let request = request.body(body.unwrap_or_default().to_string()).unwrap();
    let mut response = agent.run(request).unwrap();
    let header = |value: &ureq::http::HeaderValue| value.to_str().unwrap_or_default().to_string();
    let headers: Vec<_> = response
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), header(value)))
        .collect();
    let kind = headers.iter().find(|(name, _)| name == "content-type");
    Answer {
        status: response.status().as_u16(),
        kind: kind.map_or_else(String::new, |(_, v)| v.clone()),
        body: response.body_mut().read_to_string().unwrap(),
        headers,
    }
}

#[test]
fn every_error_is_a_problem_document_that_says_what_to_do() {
    let world = World::begin("problems");
    let long = format!(r#"{{"title":"{}"}}"#, "x".repeat(100_000));
    let meetings = "/api/v1/meetings";
    let cases: [(&str, &str, Option<&str>, u16); 13] = [
        ("GET", "/api/v1/nothing", None, 404),
        ("GET", "/nothing", None, 404),
        ("GET", "/api/v1/invitations/nobody", None, 404),
        ("GET", "/api/v1/invitations/%3Cb%3E", None, 404),
        ("GET", "/api/v1/meetings/meeting_x/participants", None, 404),
        ("POST", meetings, Some("{"), 400),
        ("POST", meetings, Some(r#"{"title":"A","what":1}"#), 400),
        ("POST", meetings, Some(r#"{"title":""}"#), 400),
        (
            "POST",
            meetings,
            Some(r#"{"title":"A","alias":"a b"}"#),
            400,
        ),
        (
            "POST",
            meetings,
            Some(r#"{"title":"A","expires_at":"2001-01-01T00:00:00Z"}"#),
            400,
        ),
        (
            "POST",
            meetings,
            Some(r#"{"title":"A","alias":"8001234"}"#),
            409,
        ),
        ("POST", meetings, Some(&long), 413),
        ("GET", "/api/v1/journal?limit=x", None, 400),
    ];
    for (method, path, body, status) in cases {
        let answer = ask(method, &world.tolk.url(path), Some(world.token()), body);
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
        assert_eq!(answer.kind, "application/problem+json", "{method} {path}");
        let problem = answer.json();
        assert_eq!(problem["status"], status, "{method} {path}");
        let detail = problem["detail"].as_str().unwrap_or_default();
        assert!(!detail.is_empty(), "{method} {path}: {problem}");
    }
}

#[test]
fn a_call_that_no_rule_permits_names_the_rule() {
    let world = World::begin("denied");
    let order = |to: &str| {
        let body = json!({"from": ROOM, "to": to}).to_string();
        ask(
            "POST",
            &world.tolk.url("/api/v1/calls"),
            Some(world.token()),
            Some(&body),
        )
    };
    for (to, status, rule) in [
        ("sip:x@elsewhere.example", 403, "outgoing.default_deny"),
        ("tel:+46812345", 403, "outgoing.telephone_denied"),
        ("nobody", 404, "directory.unknown"),
    ] {
        let answer = order(to);
        assert_eq!(answer.status, status, "{to}: {}", answer.body);
        assert_eq!(answer.json()["rule"], rule, "{to}");
    }
    assert_eq!(order("not an address").status, 400);
}

#[test]
fn whoever_guesses_tokens_is_slowed_down_and_meetings_go_on() {
    let world = World::begin("guesses");
    let guess = || {
        ask(
            "GET",
            &world.tolk.url("/api/v1/meetings"),
            Some("guess"),
            None,
        )
    };
    let statuses: Vec<u16> = (0..40).map(|_| guess().status).collect();
    assert_eq!(statuses[0], 401);
    assert_eq!(statuses[39], 429, "{statuses:?}");
    let page = ask("GET", &world.tolk.url(&format!("/m/{ROOM}")), None, None);
    assert_eq!(page.status, 200);
}

#[test]
fn the_api_describes_itself_and_what_it_describes_is_there() {
    let world = World::begin("openapi");
    let described = ask("GET", &world.tolk.url("/api/openapi.json"), None, None).json();
    let paths = described["paths"].as_object().unwrap();
    assert!(paths.contains_key("/api/v1/meetings"), "{paths:?}");
    for (path, methods) in paths {
        let path = path.replace("{id}", "meeting_00000000000000000000000000");
        let path = path.replace("{alias}", ROOM);
        for method in methods.as_object().unwrap().keys() {
            let method = method.to_uppercase();
            let answer = ask(&method, &world.tolk.url(&path), None, Some("{}"));
            // Without a token an administrator's resource says so; it is there, else it would say 404.
            let expected = if path.contains("invitations") {
                200
            } else {
                401
            };
            assert_eq!(answer.status, expected, "{method} {path}: {}", answer.body);
        }
    }
}

#[test]
fn pages_are_served_so_that_no_other_site_can_use_them() {
    let world = World::begin("headers");
    let page = ask("GET", &world.tolk.url("/m/anything"), None, None);
    assert_eq!(
        (page.status, page.kind.as_str()),
        (200, "text/html"),
        "{}",
        page.body
    );
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(
        page.header("referrer-policy"),
        "no-referrer",
        "a link's secret leaks by it"
    );
    assert_eq!(page.header("cache-control"), "no-cache");
    let script = page
        .body
        .split("src=\"")
        .nth(1)
        .and_then(|s| s.split('"').next())
        .unwrap();
    let asset = ask("GET", &world.tolk.url(script), None, None);
    assert!(
        asset.header("cache-control").contains("immutable"),
        "{:?}",
        asset.headers
    );
}

#[test]
fn a_meeting_made_by_api_outlives_the_process_and_ends_when_it_is_removed() {
    let story = Story::begin("restart").unwrap();
    let start = |story: &Story| {
        let free = || SocketAddr::new(LOCALHOST, free_port(LOCALHOST).unwrap());
        let (http, sip) = (free(), free());
        let database = story.folder().join("tolk.db");
        let config = format!(
            "[http]\nbind = [\"{http}\"]\n[sip]\nudp = [\"{sip}\"]\ntcp = [\"{sip}\"]\n[h323]\nbind = []\n[media]\nshared_port = 0\n\
             [admin]\ntoken = \"0123456789abcdef\"\n[database]\npath = \"{}\"\n",
            database.display()
        );
        let setup = Setup {
            http,
            config: &config,
            token: "0123456789abcdef",
        };
        Tolk::start(story, &setup).unwrap()
    };
    let invitation = |tolk: &Tolk| ask("GET", &tolk.url("/api/v1/invitations/budget"), None, None);
    let first = start(&story);
    let wanted = json!({"title": "Budget 2027", "alias": "budget", "host_name": "Anna Andersson"});
    let made = first.post("/api/v1/meetings", &wanted).unwrap();
    drop(first);
    let second = start(&story);
    let found = invitation(&second);
    assert_eq!(found.status, 200, "{}", found.body);
    assert_eq!(found.json()["title"], "Budget 2027");
    assert_eq!(found.json()["host"], "Anna Andersson");
    let meeting = format!("/api/v1/meetings/{}", made["id"].as_str().unwrap());
    let remove = || {
        ask(
            "DELETE",
            &second.url(&meeting),
            Some("0123456789abcdef"),
            None,
        )
        .status
    };
    assert_eq!(remove(), 204);
    assert_eq!(remove(), 404);
    assert_eq!(invitation(&second).status, 404);
}
