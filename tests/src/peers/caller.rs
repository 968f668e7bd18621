//! A telephone of one socket that ends its calls as a story wants: SIP over UDP (RFC 3261) with repeats, for lines that lose
//! packets and for calls that are given up at any moment. Its sound and picture are the story's own sockets.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::story::Deadline;

/// First pause between repeats, doubled up to [`T2`] (RFC 3261 §17.1.1.2).
const T1: Duration = Duration::from_millis(500);
/// See [`T1`].
const T2: Duration = Duration::from_secs(4);
/// One look at the socket.
const GLANCE: Duration = Duration::from_millis(10);

/// One call.
pub struct Caller {
    socket: UdpSocket,
    target: SocketAddr,
    host: SocketAddr,
    id: String,
    /// The request URI: what was called, then the far end's Contact.
    uri: String,
    to: String,
    number: u32,
    invite: String,
    branch: String,
    /// Repeated whenever the answer is.
    ack: Option<String>,
    ended: bool,
    answer: String,
    asked: Vec<String>,
}

/// A response.
#[derive(Clone, Debug)]
pub struct Response {
    /// 100 to 699.
    pub status: u16,
    text: String,
}

impl Response {
    fn header(&self, name: &str) -> Option<&str> {
        header(&self.text, name)
    }
}

impl Caller {
    /// Calls `alias` through `target`, Tolk's address or that of a bad line before it, with a description.
    ///
    /// # Errors
    /// When no port can be opened.
    pub fn invite(
        ip: IpAddr,
        target: SocketAddr,
        alias: &str,
        sdp: &str,
    ) -> anyhow::Result<Caller> {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let socket = UdpSocket::bind(SocketAddr::new(ip, 0))?;
        socket.set_read_timeout(Some(GLANCE))?;
        let host = socket.local_addr()?;
        let id = format!(
            "{}x{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let mut caller = Caller {
            socket,
            target,
            host,
            uri: format!("sip:{alias}@{target}"),
            to: format!("<sip:{alias}@{target}>"),
            branch: String::new(),
            number: 0,
            invite: String::new(),
            id,
            ack: None,
            ended: false,
            answer: String::new(),
            asked: Vec::new(),
        };
        caller.invite = caller.request("INVITE", ("application/sdp", sdp));
        caller.branch = branch(&caller.invite);
        caller.send(&caller.invite)?;
        Ok(caller)
    }

    /// Waits for the first response of any kind.
    ///
    /// # Errors
    /// When none comes in time.
    pub fn wait_for_response(&mut self, within: Duration) -> anyhow::Result<Response> {
        self.transact(&self.invite.clone(), "INVITE", within, |_| true)
    }

    /// Waits until the call stands, and confirms it.
    ///
    /// # Errors
    /// When it is refused, or not answered in time.
    pub fn wait_for_answer(&mut self, within: Duration) -> anyhow::Result<()> {
        let response = self.transact(&self.invite.clone(), "INVITE", within, |s| s >= 200)?;
        self.confirm(&response)?;
        if response.status >= 300 {
            bail!("refused: {}", response.text);
        }
        Ok(())
    }

    /// Gives the call up before it stands. When the answer was on its way, it hangs up instead (RFC 3261 §9.1).
    ///
    /// # Errors
    /// When the far end does not let go in time.
    pub fn cancel(&mut self, within: Duration) -> anyhow::Result<()> {
        let lines = self.invite.replacen("INVITE ", "CANCEL ", 1);
        let mut cancel: String = lines
            .replacen("CSeq: 1 INVITE", "CSeq: 1 CANCEL", 1)
            .split("Content-Type:")
            .next()
            .unwrap_or_default()
            .to_string();
        cancel.push_str("Content-Length: 0\r\n\r\n");
        self.send(&cancel)?;
        let response = self.transact(&self.invite.clone(), "INVITE", within, |s| s >= 200)?;
        self.confirm(&response)?;
        if response.status < 300 {
            self.hang_up(within)?;
        }
        Ok(())
    }

    /// Holds the line for a while, and answers what is asked meanwhile.
    pub fn stay(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end {
            self.hear();
        }
    }

    /// An INFO within the call (RFC 6086 §4); the status of its answer.
    ///
    /// # Errors
    /// When it is not answered in time.
    pub fn info(&mut self, kind: &str, body: &str, within: Duration) -> anyhow::Result<u16> {
        let info = self.request("INFO", (kind, body));
        Ok(self.transact(&info, "INFO", within, |s| s >= 200)?.status)
    }

    /// Ends the call.
    ///
    /// # Errors
    /// When that is not answered in time.
    pub fn hang_up(&mut self, within: Duration) -> anyhow::Result<()> {
        if self.ended {
            return Ok(());
        }
        let bye = self.request("BYE", ("", ""));
        self.transact(&bye, "BYE", within, |s| s >= 200)?;
        self.ended = true;
        Ok(())
    }

    /// Whether the far end has hung up.
    pub fn is_over(&self) -> bool {
        self.ended
    }

    /// Where the far end receives pictures, as its answer says.
    ///
    /// # Errors
    /// When it receives none, or there is no answer yet.
    pub fn picture_address(&self) -> anyhow::Result<SocketAddr> {
        let mut lines = self.answer.split("\r\n");
        let address = lines.clone().find(|line| line.starts_with("c=IN "));
        let host = address.and_then(|c| c.split(' ').nth(2));
        let video = lines.find_map(|line| line.strip_prefix("m=video "));
        let port: u16 = video
            .and_then(|m| m.split(' ').next())
            .context("no pictures are answered")?
            .parse()?;
        anyhow::ensure!(port != 0, "pictures are refused");
        Ok(SocketAddr::new(host.context("no address")?.parse()?, port))
    }

    /// Requests of the far end, whole, in the order in which they came.
    pub fn asked(&self) -> &[String] {
        &self.asked
    }

    /// ACK: in the transaction of a refusal, in one of its own for an answer (RFC 3261 §17.1.1.3, §13.2.2.4).
    fn confirm(&mut self, response: &Response) -> anyhow::Result<()> {
        self.to = response.header("To").context("a To")?.to_string();
        let mut branch = self.branch.clone();
        if response.status < 300 {
            let contact = response.header("Contact").context("a Contact")?;
            let uri = contact.split(['<', '>']).nth(1).unwrap_or(contact);
            self.uri = uri.to_string();
            branch.push('a');
            self.answer = response.text.clone();
        }
        let ack = self.text("ACK", 1, &branch, ("", ""));
        self.send(&ack)?;
        self.ack = Some(ack);
        Ok(())
    }

    /// Repeats a request until a response passes.
    fn transact(
        &mut self,
        request: &str,
        method: &str,
        within: Duration,
        passes: impl Fn(u16) -> bool,
    ) -> anyhow::Result<Response> {
        let cseq = header(request, "CSeq").unwrap_or_default().to_string();
        let deadline = Deadline::after(within);
        let (mut pause, mut provisional) = (T1, false);
        let mut next = Instant::now() + pause;
        if method != "INVITE" {
            self.send(request)?;
        }
        while !deadline.is_over() {
            if let Some(response) = self.hear()
                && response.header("CSeq") == Some(&cseq)
            {
                if passes(response.status) {
                    return Ok(response);
                }
                provisional |= response.status < 200;
            }
            // An INVITE that is being worked on is not repeated (§17.1.1.2).
            if Instant::now() >= next && !(provisional && method == "INVITE") {
                self.send(request)?;
                pause = (pause * 2).min(T2);
                next = Instant::now() + pause;
            }
        }
        bail!("{method} was not answered within {within:?}")
    }

    /// One message: a response is returned, a request is answered.
    fn hear(&mut self) -> Option<Response> {
        let mut buffer = [0; 8_192];
        let (length, _) = self.socket.recv_from(&mut buffer).ok()?;
        let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
        if let Some(rest) = text.strip_prefix("SIP/2.0 ") {
            let status = rest.get(..3)?.parse().ok()?;
            let response = Response { status, text };
            let repeated = status >= 200 && response.header("CSeq") == Some("1 INVITE");
            if let Some(ack) = self.ack.as_ref().filter(|_| repeated) {
                // A full buffer is a lost packet: it comes again.
                drop(self.send(ack));
            }
            return Some(response);
        }
        self.asked.push(text.clone());
        let method = text.split(' ').next().unwrap_or_default();
        let status = match method {
            "ACK" => return None,
            "BYE" => {
                self.ended = true;
                "200 OK"
            }
            // This telephone negotiates once.
            "INVITE" | "UPDATE" => "488 Not Acceptable Here",
            _ => "200 OK",
        };
        let mut answer = format!("SIP/2.0 {status}\r\n");
        let kept = ["Via", "From", "To", "Call-ID", "CSeq"];
        for line in text.split("\r\n\r\n").next()?.split("\r\n").skip(1) {
            let name = line.split(':').next().unwrap_or_default();
            if kept.iter().any(|kept| kept.eq_ignore_ascii_case(name)) {
                answer.push_str(line);
                answer.push_str("\r\n");
            }
        }
        answer.push_str("Content-Length: 0\r\n\r\n");
        drop(self.send(&answer));
        None
    }

    fn request(&mut self, method: &str, body: (&str, &str)) -> String {
        self.number += 1;
        let branch = format!("z9hG4bK{}n{}", self.id, self.number);
        self.text(method, self.number, &branch, body)
    }

    fn text(&self, method: &str, number: u32, branch: &str, (kind, body): (&str, &str)) -> String {
        let Caller {
            uri, host, id, to, ..
        } = self;
        let kind = if kind.is_empty() {
            String::new()
        } else {
            format!("Content-Type: {kind}\r\n")
        };
        format!(
            "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {host};rport;branch={branch}\r\nMax-Forwards: 70\r\n\
             From: <sip:caller@{host}>;tag={id}\r\nTo: {to}\r\nCall-ID: {id}\r\nCSeq: {number} {method}\r\n\
             Contact: <sip:caller@{host}>\r\n{kind}Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    fn send(&self, text: &str) -> std::io::Result<()> {
        self.socket.send_to(text.as_bytes(), self.target).map(drop)
    }
}

/// The value of a header line; Tolk writes long names.
fn header<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.split("\r\n").find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

fn branch(request: &str) -> String {
    let via = header(request, "Via").unwrap_or_default();
    via.split("branch=").nth(1).unwrap_or_default().to_string()
}

/// G.711 A-law received at `sound`, and, when given, H.264 received at `picture` and none sent, without the feedback of RFC 4585.
pub fn description(sound: SocketAddr, picture: Option<SocketAddr>) -> String {
    let ip = sound.ip();
    let version = if ip.is_ipv4() { 4 } else { 6 };
    let mut text = format!(
        "v=0\r\no=caller 1 1 IN IP{version} {ip}\r\ns=-\r\nc=IN IP{version} {ip}\r\nt=0 0\r\n\
         m=audio {} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=ptime:20\r\n",
        sound.port()
    );
    if let Some(picture) = picture {
        text.push_str(&format!(
            "m=video {} RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n\
             a=fmtp:96 profile-level-id=42e01f;packetization-mode=1\r\na=recvonly\r\n",
            picture.port()
        ));
    }
    text
}
