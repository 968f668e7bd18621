//! One behaviour of a stranger in one file, for SIPp: `tests/fixtures/sipp/behaviour/*.xml`, in which lines with `@` stand for
//! what all of them say alike.
//!
//! | in a message | stands for |
//! |---|---|
//! | `@first METHOD n` | a request outside a call, with `n` as its `CSeq` |
//! | `@hops h METHOD n`, `@to name METHOD n` | the same with that `Max-Forwards`; for somebody else |
//! | `@stray METHOD n`, `@forked METHOD n` | the same with a tag of nobody; by another way |
//! | `@as name METHOD n` | the same by that account |
//! | `@registers name n` | a REGISTER of that name |
//! | `@inside METHOD n`, `@inside_as name METHOD n` | a request in the call that SIPp made; by that account |
//! | `@inside_kept METHOD n` | the same with the `To` that was kept as `peer`, where SIPp has seen other tags |
//! | `@back METHOD n`, `@back_as x METHOD n` | a request in the call that came to SIPp; on the fork x |
//! | `@acknowledge n`, `@acknowledge_forked n` | the ACK of a refused INVITE |
//! | `@acknowledge_as name n` | the same by that account |
//! | `@answer status words`, `@answer_as x status words` | an answer to the INVITE that came; on the fork x |
//! | `@reply status words` | an answer to the last request |
//! | `@nothing`, `@sdp version direction`, `@sdp_of_nobody version` | how each ends |
//! | `@sdp_both version direction` | the same where a picture was offered |
//! | `@pidf basic`, `@pidf_disturb`, `@says words` | presence; of one that wants no calls; a message |
//!
//! Between messages: `@challenged` sends an INVITE and takes its challenge, `@called` takes an INVITE, `@progress` takes the
//! responses that may come first.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::story::{Story, workspace};

const PROGRESS: &str = r#"<recv response="100" optional="true"/>
<recv response="180" optional="true"/>
<recv response="183" optional="true"/>"#;
const CALLED: &str = r#"<recv request="INVITE" rrs="true">
<action>
<ereg regexp=".*" search_in="hdr" header="Via:" assign_to="via"/>
<ereg regexp=".*" search_in="hdr" header="From:" assign_to="from"/>
<ereg regexp=".*" search_in="hdr" header="To:" assign_to="to"/>
<ereg regexp=".*" search_in="hdr" header="CSeq:" assign_to="cseq"/>
</action>
</recv>
<Reference variables="via,from,to,cseq"/>"#;
const CHALLENGED: &str = r#"<send retrans="500"><![CDATA[
@first INVITE 1
@sdp 1 sendrecv
]]></send>
<recv response="100" optional="true"/>
<recv response="401" auth="true"/>
<send><![CDATA[
@acknowledge 1
@nothing
]]></send>"#;
const SDP: &str = "Content-Type: application/sdp
Content-Length: [len]

v=0
o=stranger 1 {version} IN IP[media_ip_type] [media_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
";
/// Nobody speaks: SIPp, which would open a port and the one behind the next, opens none for a number that is written out.
const SOUND: &str = "m=audio 4000 RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=ptime:20
a={direction}";
const NO_PICTURE: &str = "m=video 0 RTP/AVP 96";
const OF_NOBODY: &str = "m=audio 4000 RTP/AVP 96
a=rtpmap:96 TELEPATHY/8000";
const CONTACT: &str = "\nContact: <sip:stranger@[local_ip]:[local_port];transport=[transport]>";
const OUTSIDE: &str = "{method} sip:{to}@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];rport;branch=z9hG4bK[pid]x[call_number]{way}{number}
Max-Forwards: {hops}
From: <sip:[caller]>;tag=[pid]t[call_number]
To: <sip:{to}@[remote_ip]:[remote_port]>{tag}
Call-ID: [call_id]
CSeq: {number} {method}{contact}";
const INSIDE: &str = "{method} [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];rport;branch=z9hG4bK[pid]x[call_number]{way}{number}
[routes]
Max-Forwards: 70
From: <sip:[caller]>;tag=[pid]t[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: {number} {method}{contact}";
const PEER: &str = "To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]";
const BACK: &str = "{method} [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];rport;branch=z9hG4bK[pid]x[call_number]{way}{number}
Max-Forwards: 70
From:[$to];tag=[pid]t[call_number]{fork}
To:[$from]
Call-ID: [call_id]
CSeq: {number} {method}{contact}";
const REGISTERS: &str = "REGISTER sip:tolk.test SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];rport;branch=z9hG4bK[pid]x[call_number]r{number}
Max-Forwards: 70
From: <sip:{to}@tolk.test>;tag=[pid]t[call_number]
To: <sip:{to}@tolk.test>
Call-ID: [call_id]
CSeq: {number} REGISTER
Contact: <sip:line@[local_ip]:[local_port];transport=[transport]>";
const ACKNOWLEDGE: &str = "ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];rport;branch=z9hG4bK[pid]x[call_number]{way}{number}
Max-Forwards: 70
From: <sip:[caller]>;tag=[pid]t[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: {number} ACK";
const ANSWER: &str = "SIP/2.0 {status}
Via:[$via]
From:[$from]
To:[$to];tag=[pid]t[call_number]{fork}
[last_Call-ID:]
CSeq:[$cseq]
Contact: <sip:stranger@[local_ip]:[local_port];transport=[transport]>";
const REPLY: &str = "SIP/2.0 {status}
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]";

const PIDF: &str = r#"Content-Type: application/pidf+xml
Content-Length: [len]

<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="sip:[service]@tolk.test">
<tuple id="t"><status><basic>{basic}</basic></status></tuple>
<dm:person id="p">{activities}</dm:person>
</presence>"#;
const DISTURB: &str = "<rpid:activities><rpid:other>do-not-disturb</rpid:other></rpid:activities>";
const SAYS: &str = "Content-Type: text/plain;charset=UTF-8
Content-Length: [len]

{words}";

/// The whole text of a behaviour.
///
/// # Errors
/// When there is none of this name, or a line is not understood.
pub fn text(name: &str) -> anyhow::Result<String> {
    let file = workspace().join(format!("tests/fixtures/sipp/behaviour/{name}.xml"));
    let short = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    expand(&short).with_context(|| name.to_string())
}

/// Writes a behaviour into the story's folder.
///
/// # Errors
/// As [`text`].
pub fn write(story: &Story, name: &str) -> anyhow::Result<PathBuf> {
    write_changed(story, name, name, str::to_string)
}

/// The same after a change, under another name: for a twin that must fail.
///
/// # Errors
/// As [`text`].
pub fn write_changed(
    story: &Story,
    name: &str,
    under: &str,
    change: impl FnOnce(&str) -> String,
) -> anyhow::Result<PathBuf> {
    let file: PathBuf = Path::new(story.folder()).join(format!("{under}.xml"));
    std::fs::write(&file, change(&text(name)?))?;
    Ok(file)
}

fn expand(short: &str) -> anyhow::Result<String> {
    let mut whole = String::new();
    for line in short.lines() {
        match line.strip_prefix('@') {
            Some("challenged") => whole.push_str(&expand(CHALLENGED)?),
            Some(rest) => whole.push_str(&expand_line(rest)?),
            None => whole.push_str(line),
        }
        whole.push('\n');
    }
    Ok(whole)
}

fn expand_line(line: &str) -> anyhow::Result<String> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let (one, more) = rest.split_once(' ').unwrap_or((rest, ""));
    Ok(match word {
        "progress" => PROGRESS.to_string(),
        "called" => CALLED.to_string(),
        "pidf" => PIDF.replace("{basic}", one).replace("{activities}", ""),
        "pidf_disturb" => PIDF
            .replace("{basic}", "open")
            .replace("{activities}", DISTURB),
        "says" => SAYS.replace("{words}", rest),
        "nothing" => "Content-Length: 0\n".to_string(),
        "sdp" => format!("{SDP}{SOUND}")
            .replace("{version}", one)
            .replace("{direction}", more),
        "sdp_both" => format!("{}\n{NO_PICTURE}", expand_line(&format!("sdp {rest}"))?),
        "sdp_of_nobody" => format!("{SDP}{OF_NOBODY}").replace("{version}", one),
        "first" => outside(rest, "[service]", "70", "n", "")?,
        "hops" => outside(more, "[service]", one, "n", "")?,
        "to" => outside(more, one, "70", "n", "")?,
        "as" => by(one, &outside(more, "[service]", "70", "n", "")?),
        "registers" => REGISTERS.replace("{to}", one).replace("{number}", more),
        "stray" => outside(rest, "[service]", "70", "n", ";tag=nobodys")?,
        "forked" => outside(rest, "[service]", "70", "f", "")?,
        "inside" => request(INSIDE, rest)?,
        "inside_as" => by(one, &request(INSIDE, more)?),
        "inside_kept" => request(INSIDE, rest)?.replace(PEER, "To:[$peer]"),
        "back" => request(BACK, rest)?.replace("{fork}", ""),
        "back_as" => request(BACK, more)?.replace("{fork}", one),
        "acknowledge" => ACKNOWLEDGE.replace("{way}", "n").replace("{number}", rest),
        "acknowledge_forked" => ACKNOWLEDGE.replace("{way}", "f").replace("{number}", rest),
        "acknowledge_as" => by(one, &expand_line(&format!("acknowledge {more}"))?),
        "answer" => ANSWER.replace("{status}", rest).replace("{fork}", ""),
        "answer_as" => ANSWER.replace("{status}", more).replace("{fork}", one),
        "reply" => REPLY.replace("{status}", rest),
        _ => bail!("@{line} stands for nothing"),
    })
}

fn outside(request: &str, to: &str, hops: &str, way: &str, tag: &str) -> anyhow::Result<String> {
    let (method, number) = request.split_once(' ').context("a CSeq")?;
    Ok(OUTSIDE
        .replace("{method}", method)
        .replace("{number}", number)
        .replace("{contact}", contact(method))
        .replace("{to}", to)
        .replace("{hops}", hops)
        .replace("{way}", way)
        .replace("{tag}", tag))
}

/// The same by an account of the stories' domain.
fn by(name: &str, message: &str) -> String {
    message.replace("[caller]", &format!("{name}@tolk.test"))
}

/// A request in a call. The ACK of a 200 is a transaction of its own.
fn request(form: &str, request: &str) -> anyhow::Result<String> {
    let (method, number) = request.split_once(' ').context("a CSeq")?;
    let way = if method == "ACK" { "a" } else { "n" };
    Ok(form
        .replace("{method}", method)
        .replace("{number}", number)
        .replace("{contact}", contact(method))
        .replace("{way}", way))
}

/// Where those who may change it say where they are.
fn contact(method: &str) -> &'static str {
    match method {
        "INVITE" | "UPDATE" | "OPTIONS" | "SUBSCRIBE" | "REFER" => CONTACT,
        _ => "",
    }
}
