//! Pages and signalling over HTTPS, with the certificate that a demo makes for itself.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use tolk_tests::measure::Sender;
use tolk_tests::peers::browser::Browser;

use super::guest::Guest;
use super::world::{ROOM, SOON, World};

const SECURE: Sender = Sender(1);
const PLAIN: Sender = Sender(2);

#[test]
fn who_comes_by_https_meets_who_comes_by_http() {
    let world = World::begin("https");
    let link = format!("https://{}/m/{ROOM}", world.https);
    let secure = Guest {
        browser: Browser::chromium_with(&world.story, SECURE, &["--ignore-certificate-errors"])
            .unwrap(),
        sender: SECURE,
    };
    let plain = Guest::new(&world, PLAIN);
    assert!(!speaks_plainly(world.https), "no TLS on the port of HTTPS");
    assert!(speaks_plainly(world.http));
    secure.join(&link, "Anna");
    plain.join(&world.tolk.url(&format!("/m/{ROOM}")), "Bo");
    secure.must_see_and_hear(PLAIN);
    plain.must_see_and_hear(SECURE);
}

/// Whether HTTP without TLS is answered there.
fn speaks_plainly(to: SocketAddr) -> bool {
    let mut stream = TcpStream::connect(to).unwrap();
    stream.set_read_timeout(Some(SOON)).unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: tolk\r\n\r\n")
        .unwrap();
    let mut start = [0; 5];
    // Whoever speaks TLS answers with an alert, or hangs up.
    stream.read_exact(&mut start).is_ok() && &start == b"HTTP/"
}
