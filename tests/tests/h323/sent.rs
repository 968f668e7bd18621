//! Everything that a control session sends: tshark finds nothing malformed or unknown, and pycrate reads the same as we.

use std::net::SocketAddr;

use serde_json::Value;
use tolk_asn1::{Per, h245};
use tolk_h323::h245::{Config, Event, Output, Session};
use tolk_model::codec::{
    CodecLimits, CodecParameters, H264, H264Profile, Packetization, PictureFormats,
};
use tolk_model::leg::Digit;
use tolk_model::media::{Flow, RtpParameters, Security, Traversal};
use tolk_model::time::Now;
use tolk_model::{
    BitRate, Codec, MediaDescription, PayloadType, Seed, Stream, StreamId, StreamRole, Transport,
    TransportId,
};
use tolk_tests::peers::pycrate;

use super::golden::{dissected, plain, write_exported};

fn format(codec: Codec, number: u8, parameters: CodecParameters) -> CodecLimits {
    CodecLimits {
        codec,
        payload_type: PayloadType::new(number).unwrap(),
        rtx: None,
        clock_rate: codec.clock_rate(),
        parameters,
    }
}

fn h264(number: u8, profile: H264Profile, packetization: Packetization) -> CodecLimits {
    let parameters = H264 {
        profile,
        level: 13,
        packetization,
        asymmetry_allowed: true,
        max_mbps: Some(108_000),
        max_fs: Some(3_840),
        max_br: Some(2_000),
    };
    format(Codec::H264, number, CodecParameters::H264(parameters))
}

fn sounds() -> Vec<CodecLimits> {
    vec![
        format(Codec::G722, 9, CodecParameters::None),
        format(Codec::Pcma, 8, CodecParameters::None),
        format(Codec::Pcmu, 0, CodecParameters::None),
        format(Codec::TelephoneEvent, 101, CodecParameters::Events(0xffff)),
    ]
}

fn pictures() -> Vec<CodecLimits> {
    let old = PictureFormats {
        sqcif: None,
        qcif: Some(1),
        cif: Some(1),
        cif4: None,
        max_bitrate: Some(BitRate::kbps(384)),
    };
    vec![
        h264(102, H264Profile::High, Packetization::NonInterleaved),
        h264(103, H264Profile::High, Packetization::SingleNal),
        h264(104, H264Profile::Baseline, Packetization::NonInterleaved),
        h264(105, H264Profile::Baseline, Packetization::SingleNal),
        format(Codec::H263, 34, CodecParameters::Formats(old)),
        format(Codec::H261, 31, CodecParameters::Formats(old)),
    ]
}

fn media(address: [u8; 16]) -> MediaDescription {
    let stream = |id: u16, role, receive| Stream {
        id: StreamId(id),
        role,
        receive,
        send: Vec::new(),
        layers: Vec::new(),
        flow: Flow::Both,
        transport: Some(TransportId(id)),
        slots: Vec::new(),
        rtp: RtpParameters::default(),
        packet_time_ms: (role == StreamRole::Audio).then_some(20),
    };
    let transport = |id: u16| Transport {
        id: TransportId(id),
        rtp: Some(SocketAddr::from((address, 4_000 + id * 2))),
        rtcp: None,
        security: Security::Plain,
        traversal: Traversal::None,
    };
    MediaDescription {
        streams: vec![
            stream(0, StreamRole::Audio, sounds()),
            stream(1, StreamRole::Main, pictures()),
        ],
        transports: vec![transport(0), transport(1)],
        max_bitrate: Some(BitRate::kbps(2_064)),
        cname: None,
    }
}

/// Two sessions, and what each has sent.
struct Call {
    sessions: [Session; 2],
    own: [MediaDescription; 2],
    /// What each is told to send.
    wanted: (Codec, usize),
    sent: Vec<Vec<u8>>,
}

impl Call {
    fn new(wanted: (Codec, usize)) -> Call {
        let session = |n| Session::new(Config::default(), Seed::from_number(n).generator());
        let mut six = [0; 16];
        (six[0], six[1], six[15]) = (0x20, 0x01, 1);
        let mut four = [0; 16];
        four[10..].copy_from_slice(&[0xff, 0xff, 192, 0, 2, 1]);
        Call {
            sessions: [session(1), session(2)],
            own: [media(four), media(six)],
            wanted,
            sent: Vec::new(),
        }
    }

    fn describe(&mut self, n: usize, local: &MediaDescription) {
        self.sessions[n].describe(Now::default(), local);
        self.flow();
    }

    fn talk(&mut self) {
        for n in 0..2 {
            let own = self.own[n].clone();
            self.sessions[n].describe(Now::default(), &own);
            self.sessions[n].start(Now::default());
        }
        self.flow();
    }

    /// What is to be sent first: the wanted codec of sound, and the wanted entry of pictures.
    fn reply(&self, n: usize, remote: &MediaDescription) -> MediaDescription {
        let mut local = self.own[n].clone();
        for stream in &mut local.streams {
            let Some(theirs) = remote.stream(stream.id) else {
                continue;
            };
            stream.flow = stream.flow.meet(theirs.flow);
            let mut send: Vec<CodecLimits> = theirs.receive.clone();
            match stream.role {
                StreamRole::Audio => send.sort_by_key(|f| f.codec != self.wanted.0),
                _ => {
                    let first = self.wanted.1.min(send.len());
                    send.rotate_left(first);
                }
            }
            stream.send = send;
        }
        local
    }

    fn flow(&mut self) {
        for _ in 0..1_000 {
            let mut quiet = true;
            for n in 0..2 {
                let Some(output) = self.sessions[n].poll() else {
                    continue;
                };
                quiet = false;
                match output {
                    Output::Send(bytes) => {
                        self.sessions[1 - n].receive(Now::default(), &bytes);
                        self.sent.push(bytes);
                    }
                    Output::Event(Event::Media(remote)) => {
                        let local = self.reply(n, &remote);
                        self.sessions[n].describe(Now::default(), &local);
                    }
                    Output::Event(_) => {}
                }
            }
            if quiet {
                return;
            }
        }
        panic!("they never end");
    }
}

fn everything() -> Vec<Vec<u8>> {
    let mut sent = Vec::new();
    for n in 0..6 {
        let sound = [Codec::G722, Codec::Pcma, Codec::Pcmu][n % 3];
        let mut call = Call::new((sound, n));
        call.talk();
        let now = Now::default();
        call.sessions[0].request_picture(now, StreamId(1));
        call.sessions[0].digit(now, Digit::new('5').unwrap());
        call.sessions[0].prefer(now, StreamId(0), Codec::Pcmu);
        call.flow();
        let mut less = call.own[0].clone();
        less.max_bitrate = Some(BitRate::kbps(256));
        call.own[0] = less.clone();
        let remote = call.sessions[0].remote();
        let local = call.reply(0, &remote);
        call.describe(0, &local);
        for stream in &mut less.streams {
            stream.flow = Flow::Inactive;
        }
        call.describe(0, &less);
        call.sessions[1].end(now);
        call.flow();
        sent.extend(call.sent);
        // Proposals of fast start are channels like others.
        let mut caller = Call::new((sound, n));
        let own = caller.own[0].clone();
        caller.sessions[0].describe(now, &own);
        for element in caller.sessions[0].propose() {
            let (open, _) = h245::OpenLogicalChannel::from_per(&element).unwrap();
            let request = h245::RequestMessage::openLogicalChannel(open);
            let message = h245::MultimediaSystemControlMessage::request(request);
            sent.push(message.to_per().unwrap());
        }
    }
    sent.extend(asked());
    sent.sort();
    sent.dedup();
    sent
}

/// Answers to what only strangers ask.
fn asked() -> Vec<Vec<u8>> {
    use h245::{ConferenceRequest as Conference, RequestMessage as Request};
    let requests = [
        Request::conferenceRequest(Conference::terminalListRequest(())),
        Request::conferenceRequest(Conference::enterH243TerminalID(())),
        Request::conferenceRequest(Conference::requestAllTerminalIDs(())),
        Request::conferenceRequest(Conference::makeMeChair(())),
        Request::conferenceRequest(Conference::enterH243Password(())),
        Request::communicationModeRequest(h245::CommunicationModeRequest::new()),
        Request::roundTripDelayRequest(h245::RoundTripDelayRequest::new(h245::SequenceNumber(7))),
    ];
    let mut call = Call::new((Codec::Pcma, 0));
    for request in requests {
        let message = h245::MultimediaSystemControlMessage::request(request);
        call.sessions[0].receive(Now::default(), &message.to_per().unwrap());
        call.flow();
    }
    call.sessions[0].receive(Now::default(), &[0x1f, 0x00]);
    call.flow();
    call.sent
}

fn read(bytes: &[u8]) -> Value {
    let (message, used) = h245::MultimediaSystemControlMessage::from_per(bytes).unwrap();
    assert_eq!(used, bytes.len());
    message.to_json()
}

#[test]
fn control_that_we_send_has_nothing_malformed_or_unknown_for_tshark() {
    let sent = everything();
    assert!(sent.len() > 50, "{}", sent.len());
    let trees: String = sent.iter().map(|bytes| read(bytes).to_string()).collect();
    // Every codec in a set, and in a channel.
    for codec in [
        "g722-64k",
        "g711Alaw64k",
        "g711Ulaw64k",
        "h261VideoCapability",
        "h263VideoCapability",
        "0.0.8.241.0.0.1",
        "0.0.8.241.0.0.0.0",
        "0.0.8.241.0.0.0.1",
        "requestMode",
        "flowControlCommand",
        "videoFastUpdatePicture",
        "functionNotSupported",
        "iP6Address",
        "endSessionCommand",
    ] {
        assert!(trees.contains(codec), "{codec}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sent.pcap");
    let messages: Vec<(&str, &[u8])> = sent.iter().map(|bytes| ("h245", &bytes[..])).collect();
    write_exported(&file, &messages);
    let trees = dissected(&file);
    assert_eq!(trees.len(), sent.len());
    for (bytes, tree) in sent.iter().zip(&trees) {
        let text = tree.to_string();
        assert!(
            tree["h245"].is_object() || tree["h245"].is_array(),
            "{text}"
        );
        for word in ["malformed", "_ws.expert", "nknown parameter", "not decoded"] {
            // What we send back of a stranger's bytes is the stranger's.
            let is_returned = text.contains("functionNotSupported");
            assert!(
                is_returned || !text.contains(word),
                "{word}: {} {text}",
                read(bytes)
            );
        }
    }
}

#[test]
fn pycrate_reads_control_as_we_meant_it() {
    let sent = everything();
    let questions: Vec<(&str, &[u8])> = sent.iter().map(|bytes| ("h245", &bytes[..])).collect();
    let answers = pycrate::read(&questions).unwrap();
    for (bytes, theirs) in sent.iter().zip(&answers) {
        assert_eq!(plain(theirs), plain(&read(bytes)));
    }
}
