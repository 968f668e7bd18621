//! A telephone on a desk of which a story writes every byte: it rings and is not answered, or it calls, and passes calls on.

use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tolk_tests::measure::Sender;
use tolk_tests::peers::rtp_end::RtpEnd;

use super::world::{LOCALHOST, PASSWORD, SOON, World};

/// The domain of the accounts.
pub(crate) const DOMAIN: &str = "tolk.test";

/// Signals over UDP from one port.
pub(crate) struct Desk {
    socket: UdpSocket,
    registrar: SocketAddr,
    user: &'static str,
}

/// A call that a desk has made and that stands.
pub(crate) struct DeskCall {
    /// Its sound.
    pub(crate) line: RtpEnd,
    call_id: String,
    own_tag: String,
    /// `To` of the answer.
    to: String,
    /// `Contact` of the answer.
    target: String,
    number: u32,
}

fn md5(text: &str) -> String {
    let digest = openssl::hash::hash(openssl::hash::MessageDigest::md5(), text.as_bytes());
    let bytes = digest.unwrap();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A header field of a message.
pub(crate) fn header<'m>(message: &'m str, name: &str) -> Option<&'m str> {
    let start = format!("{name}: ");
    message
        .lines()
        .find_map(|line| line.strip_prefix(start.as_str()))
}

/// The status of an answer.
fn status(answer: &str) -> String {
    answer.get(8..11).unwrap_or_default().to_string()
}

impl Desk {
    pub(crate) fn new(world: &World, user: &'static str) -> Desk {
        let socket = UdpSocket::bind((LOCALHOST, 0)).unwrap();
        socket
            .set_read_timeout(Some(Duration::from_millis(200)))
            .unwrap();
        Desk {
            socket,
            registrar: world.sip,
            user,
        }
    }

    fn own(&self) -> SocketAddr {
        self.socket.local_addr().unwrap()
    }

    fn send(&self, text: &str) {
        self.socket
            .send_to(text.as_bytes(), self.registrar)
            .unwrap();
    }

    /// The next message that begins so; others are looked at no more.
    pub(crate) fn wait_for(&self, start: &str) -> anyhow::Result<String> {
        self.wait_for_one(start, |text| text.starts_with(start))
    }

    /// The next message that is wanted; a telephone that waits for something else lets a call end, and hears reports.
    fn wait_for_one(&self, what: &str, wanted: impl Fn(&str) -> bool) -> anyhow::Result<String> {
        let until = Instant::now() + SOON;
        let mut buffer = [0; 8192];
        let mut seen = Vec::new();
        while Instant::now() < until {
            let Ok((length, _)) = self.socket.recv_from(&mut buffer) else {
                continue;
            };
            let text = String::from_utf8_lossy(buffer.get(..length).unwrap_or_default());
            if wanted(&text) {
                return Ok(text.into_owned());
            }
            if text.starts_with("BYE ") || text.starts_with("NOTIFY ") {
                self.answer(&text, "200 OK");
            }
            seen.push(text.lines().next().unwrap_or_default().to_string());
        }
        bail!("no {what} in {seen:?}")
    }

    fn request(&self, number: u32, proof: &str) {
        let own = self.own();
        let user = self.user;
        self.send(&format!(
            "REGISTER sip:{DOMAIN} SIP/2.0\r\nVia: SIP/2.0/UDP {own};rport;branch=z9hG4bKdesk{number}\r\nMax-Forwards: 70\r\n\
             From: <sip:{user}@{DOMAIN}>;tag=desk\r\nTo: <sip:{user}@{DOMAIN}>\r\nCall-ID: desk-{own}\r\nCSeq: {number} REGISTER\r\n\
             Contact: <sip:desk@{own}>\r\nExpires: 300\r\n{proof}Content-Length: 0\r\n\r\n"
        ));
    }

    /// The value that proves the password to who asks for it.
    fn proof(
        &self,
        refusal: &str,
        request: (&str, &str),
        password: &str,
    ) -> anyhow::Result<String> {
        let (challenge, name) = match header(refusal, "WWW-Authenticate") {
            Some(challenge) => (challenge, "Authorization"),
            None => {
                let challenge = header(refusal, "Proxy-Authenticate");
                (challenge.context("a challenge")?, "Proxy-Authorization")
            }
        };
        let (_, rest) = challenge.split_once("nonce=\"").context("a nonce")?;
        let (nonce, _) = rest.split_once('"').context("a nonce")?;
        let (user, (method, uri)) = (self.user, request);
        let ha1 = md5(&format!("{user}:{DOMAIN}:{password}"));
        let ha2 = md5(&format!("{method}:{uri}"));
        let response = md5(&format!("{ha1}:{nonce}:00000001:cn:auth:{ha2}"));
        Ok(format!(
            "{name}: Digest username=\"{user}\", realm=\"{DOMAIN}\", nonce=\"{nonce}\", uri=\"{uri}\", \
             response=\"{response}\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"cn\"\r\n"
        ))
    }

    /// Registers with a password; the status of the answer.
    pub(crate) fn register(&self, number: u32, password: &str) -> anyhow::Result<String> {
        self.request(number, "");
        let refusal = self.wait_for("SIP/2.0 401")?;
        let uri = format!("sip:{DOMAIN}");
        let proof = self.proof(&refusal, ("REGISTER", &uri), password)?;
        self.request(number + 1, &proof);
        Ok(status(&self.wait_for("SIP/2.0 ")?))
    }

    fn answer(&self, request: &str, status: &str) {
        let mut text = format!("SIP/2.0 {status}\r\n");
        for line in request.lines() {
            let to = line.starts_with("To:");
            let kept = ["Via:", "From:", "To:", "Call-ID:", "CSeq:"];
            if kept.iter().any(|name| line.starts_with(name)) {
                text.push_str(line);
                text.push_str(if to && !line.contains("tag=") {
                    ";tag=bell\r\n"
                } else {
                    "\r\n"
                });
            }
        }
        text.push_str("Content-Length: 0\r\n\r\n");
        self.send(&text);
    }

    /// Rings until it is told to stop; the CANCEL.
    pub(crate) fn ring_until_cancelled(&self) -> anyhow::Result<String> {
        let invite = self.wait_for("INVITE ")?;
        self.answer(&invite, "180 Ringing");
        let cancel = self.wait_for("CANCEL ")?;
        self.answer(&cancel, "200 OK");
        self.answer(&invite, "487 Request Terminated");
        self.wait_for("ACK ")?;
        Ok(cancel)
    }

    /// Calls, with the sound of `sender`, and proves the password when it is asked to.
    pub(crate) fn call(&self, uri: &str, sender: Sender) -> anyhow::Result<DeskCall> {
        let line = RtpEnd::open(LOCALHOST, Some(sender))?;
        // Its port makes names that no other call of the story has.
        let port = line.address().port();
        let mut call = DeskCall {
            line,
            call_id: format!("call-{port}"),
            own_tag: format!("own{port}"),
            to: format!("<{uri}>"),
            target: uri.to_string(),
            number: 0,
        };
        let offer = call.offer("sendrecv");
        let mut answer = self.ask(&mut call, "INVITE", &offer)?;
        if matches!(status(&answer).as_str(), "401" | "407") {
            self.acknowledge(&call, Some(&answer));
            let proof = self.proof(&answer, ("INVITE", uri), PASSWORD)?;
            answer = self.ask(&mut call, "INVITE", &format!("{proof}{offer}"))?;
        }
        if status(&answer) != "200" {
            self.acknowledge(&call, Some(&answer));
            bail!("{answer}");
        }
        call.to = header(&answer, "To").context("To")?.to_string();
        let contact = header(&answer, "Contact").context("Contact")?;
        let (_, contact) = contact.split_once('<').context("a contact")?;
        let (contact, _) = contact.split_once('>').context("a contact")?;
        call.target = contact.to_string();
        self.acknowledge(&call, None);
        Ok(call)
    }

    /// Sends a request of a call; `rest` is what follows the common fields. The last answer to it.
    fn ask(&self, call: &mut DeskCall, method: &str, rest: &str) -> anyhow::Result<String> {
        call.number += 1;
        let number = call.number;
        self.send(&self.print(call, method, &format!("{method}{number}"), rest));
        let (id, cseq) = (call.call_id.clone(), format!("{number} {method}"));
        self.wait_for_one(&format!("answer to {cseq}"), |text| {
            text.starts_with("SIP/2.0 ")
                && !text.starts_with("SIP/2.0 1")
                && header(text, "Call-ID") == Some(id.as_str())
                && header(text, "CSeq") == Some(cseq.as_str())
        })
    }

    /// The ACK of an answer: of a refusal it is a part of the INVITE (RFC 3261 §17.1.1.3).
    fn acknowledge(&self, call: &DeskCall, refusal: Option<&str>) {
        let number = call.number;
        let branch = match refusal {
            Some(_) => format!("INVITE{number}"),
            None => format!("ACK{number}"),
        };
        let text = self.print(call, "ACK", &branch, "Content-Length: 0\r\n\r\n");
        let to = refusal.and_then(|refusal| header(refusal, "To"));
        let (old, new) = (
            format!("\r\nTo: {}\r\n", call.to),
            format!("\r\nTo: {}\r\n", to.unwrap_or(&call.to)),
        );
        self.send(&text.replacen(&old, &new, 1));
    }

    fn print(&self, call: &DeskCall, method: &str, branch: &str, rest: &str) -> String {
        let (own, user) = (self.own(), self.user);
        let DeskCall {
            call_id,
            own_tag,
            to,
            target,
            number,
            ..
        } = call;
        format!(
            "{method} {target} SIP/2.0\r\nVia: SIP/2.0/UDP {own};rport;branch=z9hG4bK{call_id}{branch}\r\nMax-Forwards: 70\r\n\
             From: <sip:{user}@{DOMAIN}>;tag={own_tag}\r\nTo: {to}\r\nCall-ID: {call_id}\r\nCSeq: {number} {method}\r\n\
             Contact: <sip:desk@{own}>\r\n{rest}"
        )
    }

    /// Puts the other one on hold.
    pub(crate) fn hold(&self, call: &mut DeskCall) -> anyhow::Result<()> {
        let offer = call.offer("sendonly");
        let answer = self.ask(call, "INVITE", &offer)?;
        self.acknowledge(call, None);
        anyhow::ensure!(status(&answer) == "200", "{answer}");
        Ok(())
    }

    /// Asks that the other one call `to`; the status of the answer.
    pub(crate) fn refer(&self, call: &mut DeskCall, to: &str) -> anyhow::Result<String> {
        let user = self.user;
        let rest = format!(
            "Refer-To: <{to}>\r\nReferred-By: <sip:{user}@{DOMAIN}>\r\nContent-Length: 0\r\n\r\n"
        );
        Ok(status(&self.ask(call, "REFER", &rest)?))
    }

    /// The last report of a transfer.
    pub(crate) fn wait_for_report(&self) -> anyhow::Result<String> {
        let report = self.wait_for_one("last report", |text| {
            text.starts_with("NOTIFY ")
                && header(text, "Subscription-State").is_some_and(|s| s.starts_with("terminated"))
        })?;
        self.answer(&report, "200 OK");
        let (_, body) = report.split_once("\r\n\r\n").context("a body")?;
        Ok(body.trim_end().to_string())
    }

    /// Hangs up; the status of the answer.
    pub(crate) fn hang_up(&self, mut call: DeskCall) -> anyhow::Result<String> {
        let answer = self.ask(&mut call, "BYE", "Content-Length: 0\r\n\r\n")?;
        Ok(status(&answer))
    }
}

impl DeskCall {
    /// G.711 A-law, and the fields that a body needs.
    fn offer(&self, direction: &str) -> String {
        let (at, version) = (self.line.address(), self.number + 1);
        let (ip, port) = (at.ip(), at.port());
        let body = format!(
            "v=0\r\no=desk 1 {version} IN IP4 {ip}\r\ns=-\r\nc=IN IP4 {ip}\r\nt=0 0\r\nm=audio {port} RTP/AVP 8\r\n\
             a=rtpmap:8 PCMA/8000\r\na=ptime:20\r\na={direction}\r\n"
        );
        format!(
            "Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    /// The address of its far end that names this very call (RFC 3891 §3): what is put into the `Refer-To` of another one.
    pub(crate) fn named(&self, uri: &str) -> String {
        let (_, tag) = self.to.split_once(";tag=").unwrap();
        let (id, own) = (&self.call_id, &self.own_tag);
        format!("{uri}?Replaces={id}%3Bto-tag%3D{tag}%3Bfrom-tag%3D{own}")
    }
}
