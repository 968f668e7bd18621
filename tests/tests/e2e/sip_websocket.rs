//! SIP over a websocket: a client that is no browser of ours.

use std::net::TcpStream;

use tungstenite::handshake::client::Request;
use tungstenite::{Message, WebSocket, client};

use super::world::{SOON, World};

fn connect(world: &World, protocol: Option<&str>) -> Result<WebSocket<TcpStream>, String> {
    let stream = TcpStream::connect(world.http).unwrap();
    stream.set_read_timeout(Some(SOON)).unwrap();
    let mut request = Request::builder()
        .uri(format!("ws://{}/sip-ws", world.http))
        .header("Host", world.http.to_string())
        .header("Connection", "Upgrade")
        .header("Upgrade", "websocket")
        .header("Sec-WebSocket-Version", "13")
        .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    if let Some(protocol) = protocol {
        request = request.header("Sec-WebSocket-Protocol", protocol);
    }
    let outcome = client(request.body(()).unwrap(), stream);
    outcome.map(|(socket, _)| socket).map_err(|e| e.to_string())
}

#[test]
fn a_client_speaks_sip_over_a_websocket() {
    let world = World::begin("sip-websocket");
    let refused = connect(&world, None).err().unwrap();
    assert!(refused.contains("400"), "{refused}");
    let mut socket = connect(&world, Some("sip")).unwrap();
    let options = "OPTIONS sip:8000@tolk.test SIP/2.0\r\nVia: SIP/2.0/WS df7jal23ls0d.invalid;branch=z9hG4bKws\r\n\
                   From: <sip:p@b.example>;tag=1\r\nTo: <sip:8000@tolk.test>\r\nCall-ID: ws\r\nCSeq: 1 OPTIONS\r\n\
                   Max-Forwards: 70\r\n\r\n";
    for message in [
        Message::text(options),
        Message::binary(options.as_bytes().to_vec()),
    ] {
        socket.send(message).unwrap();
        let answer = socket.read().unwrap().into_text().unwrap().to_string();
        assert!(answer.starts_with("SIP/2.0 200 OK"), "{answer}");
        assert!(
            answer.contains("SIP/2.0/WS df7jal23ls0d.invalid"),
            "{answer}"
        );
    }
    socket.send(Message::text("\r\n\r\n")).unwrap();
    assert_eq!(socket.read().unwrap().into_text().unwrap().as_str(), "\r\n");
    socket.close(None).unwrap();
}
