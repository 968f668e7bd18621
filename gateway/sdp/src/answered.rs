//! Their offer and our answer to it.

use tolk_model::media::{Flow, SecurityKind, Transport, Traversal};
use tolk_model::{MediaDescription, Stream, StreamId, StreamRole, TransportId};

use crate::asked::gather_candidates;
use crate::dialect::Rules;
use crate::line::{Line, Side};
use crate::read::{Asked, Place, Reader, listed};
use crate::text::Media;
use crate::write::{check_texts, check_transport};
use crate::{SdpError, codec, security};

/// The stream of the first sound and of the first picture of a room; what else there is follows.
const FIRSTS: [(StreamRole, StreamId); 2] = [
    (StreamRole::Audio, StreamId(0)),
    (StreamRole::Main, StreamId(1)),
];

/// The lines of their offer. One that is shorter than before breaks RFC 3264 §8; telephones do it on hold: what is missing is dead.
pub(crate) fn read_offer(
    rules: &'static Rules,
    reader: &Reader<'_>,
    known: &[Line],
) -> Result<Vec<Line>, SdpError> {
    let streams = streams(rules, reader, known);
    let mut lines: Vec<Line> = Vec::new();
    let mut led: Vec<TransportId> = Vec::new();
    let bundle = reader.bundle();
    let bundled = |m: &Media<'_>| reader.mid(m).is_some_and(|mid| bundle.contains(&mid));
    let tagged = reader
        .media()
        .iter()
        .position(|m| reader.lives(m) && bundled(m));
    for (index, media) in reader.media().iter().enumerate() {
        let before = known.get(index);
        let stream = streams.get(index).copied().flatten();
        let mut line = Line {
            stream: stream.map(|(id, role, _)| (id, role)),
            kind: media.kind.to_string(),
            protocol: media.protocol.to_string(),
            formats: media.formats.iter().map(ToString::to_string).collect(),
            mid: reader.mid(media).map(str::to_string),
            transport: TransportId::default(),
            offered: true,
            ours: before.and_then(|l| l.ours.clone()),
            theirs: None,
        };
        let Some((id, role, taken)) = stream else {
            lines.push(line);
            continue;
        };
        line.transport = match tagged {
            _ if !rules.bundle => TransportId(id.0),
            Some(tagged) if bundled(media) => number(tagged),
            _ => number(index),
        };
        if taken {
            let place = Place {
                stream: id,
                role,
                transport: line.transport,
                leads: !led.contains(&line.transport),
            };
            line.theirs = reader.side(media, place, Asked::Offer)?;
            if line.theirs.is_some() {
                led.push(line.transport);
            }
        }
        lines.push(line);
    }
    lines.extend(known.iter().skip(lines.len()).map(forgotten));
    gather_candidates(reader, &mut lines);
    Ok(lines)
}

fn number(index: usize) -> TransportId {
    TransportId(u16::try_from(index).unwrap_or(u16::MAX))
}

fn forgotten(line: &Line) -> Line {
    Line {
        offered: false,
        ours: None,
        theirs: None,
        ..line.clone()
    }
}

/// Which stream each line is, and whether we take it.
fn streams(
    rules: &Rules,
    reader: &Reader<'_>,
    known: &[Line],
) -> Vec<Option<(StreamId, StreamRole, bool)>> {
    let roles: Vec<Option<StreamRole>> = reader.media().iter().map(Reader::role).collect();
    let takes = |role| matches!(role, StreamRole::Audio | StreamRole::Main);
    if !rules.one_each {
        let of = |(index, role): (usize, &Option<StreamRole>)| {
            let role = (*role)?;
            Some((StreamId(number(index).0), role, takes(role)))
        };
        return roles.iter().enumerate().map(of).collect();
    }
    let mut streams: Vec<Option<(StreamId, StreamRole, bool)>> = vec![None; roles.len()];
    let was = |index: usize| known.get(index).and_then(|l| l.stream);
    for first in FIRSTS {
        let (role, id) = first;
        let mine = || (0..roles.len()).filter(|i| roles.get(*i) == Some(&Some(role)));
        let usable = |i: &usize| {
            reader.media().get(*i).is_some_and(|m| {
                let formats = codec::read(m);
                reader.lives(m) && formats.iter().any(|f| f.limits.codec.is_primary())
            })
        };
        let held = |i: &usize| was(*i) == Some((id, role));
        // The line that had the name keeps it while it lives; a dead one gives it to the next that lives.
        let chosen = mine()
            .find(|i| held(i) && usable(i))
            .or_else(|| mine().find(usable))
            .or_else(|| mine().find(held))
            .or_else(|| mine().next());
        if let Some(slot) = chosen.and_then(|i| streams.get_mut(i)) {
            *slot = Some((id, role, true));
        }
    }
    for (index, role) in roles.iter().enumerate() {
        let free = streams.get(index).is_some_and(Option::is_none);
        let Some(role) = role.filter(|_| free) else {
            continue;
        };
        let used = |id: StreamId| streams.iter().flatten().any(|(used, ..)| *used == id);
        let before = was(index).filter(|(id, r)| *r == role && id.0 >= 2 && !used(*id));
        let remembered = |id| known.iter().filter_map(|l| l.stream).any(|s| s.0 == id);
        let mut numbers = (2..u16::MAX).map(StreamId);
        let next = numbers.find(|id| !used(*id) && !remembered(*id));
        let id = before.map(|b| b.0).or(next);
        if let (Some(slot), Some(id)) = (streams.get_mut(index), id) {
            *slot = Some((id, role, false));
        }
    }
    streams
}

/// The lines of our answer.
pub(crate) fn write_answer(
    rules: &'static Rules,
    offered: &[Line],
    media: &MediaDescription,
) -> Result<Vec<Line>, SdpError> {
    let wanted = || media.streams.iter().filter(|s| s.flow != Flow::Off);
    for stream in wanted() {
        let is = |l: &Line| l.offered && l.stream.is_some_and(|(id, _)| id == stream.id);
        if !offered.iter().any(is) {
            return Err(SdpError::NotOffered(stream.id));
        }
    }
    let mut lines = offered.to_vec();
    let mut led: Vec<TransportId> = Vec::new();
    for line in &mut lines {
        line.ours = None;
        let stream = line.stream.and_then(|(id, _)| media.stream(id));
        let stream = stream.filter(|s| s.flow != Flow::Off);
        let (Some(stream), Some(theirs)) = (stream, &line.theirs) else {
            continue;
        };
        let id = line.transport;
        let leader = offered
            .iter()
            .filter(|l| l.transport == id)
            .find_map(|l| l.theirs.as_ref()?.transport.as_ref());
        let Some(their_transport) = leader else {
            continue;
        };
        let transport = stream.transport.and_then(|t| media.transport(t));
        let transport = transport.ok_or(SdpError::NoAddress(stream.id))?;
        check_texts(stream, Some(transport), media.cname.as_deref())?;
        let transport = answer_transport(rules, stream, transport, theirs, their_transport)?;
        let leads = !led.contains(&id);
        let protected = transport.security.kind() != SecurityKind::Plain;
        let configuration = theirs.configuration.clone().filter(|_| protected);
        if let Some(chosen) = &configuration {
            line.protocol.clone_from(&chosen.protocol);
        }
        line.ours = answer(rules, stream, theirs, transport, leads);
        if let Some(ours) = &mut line.ours {
            ours.configuration = configuration;
        }
        if line.ours.is_some() {
            led.push(id);
        }
    }
    let offered_any = offered.iter().any(|l| l.theirs.is_some());
    let kept_any = lines.iter().any(|l| l.ours.is_some());
    if offered_any && wanted().next().is_some() && !kept_any {
        return Err(SdpError::NothingInCommon);
    }
    Ok(lines)
}

/// Our transport as an answer to theirs: ICE only when they have it, one key of theirs.
fn answer_transport(
    rules: &Rules,
    stream: &Stream,
    ours: &Transport,
    theirs: &Side,
    their_transport: &Transport,
) -> Result<Transport, SdpError> {
    let mut transport = ours.clone();
    if their_transport.traversal == Traversal::None {
        transport.traversal = Traversal::None;
    }
    let required = theirs.secure;
    transport.security = security::answer(&ours.security, &their_transport.security, required)
        .ok_or(SdpError::Security(stream.id))?;
    check_transport(rules, stream.id, &transport)?;
    Ok(transport)
}

fn answer(
    rules: &Rules,
    ours: &Stream,
    theirs: &Side,
    transport: Transport,
    leads: bool,
) -> Option<Side> {
    let formats = codec::answer(listed(ours), &theirs.formats);
    if !formats.iter().any(|f| f.limits.codec.is_primary()) {
        return None;
    }
    let mut stream = ours.clone();
    stream.receive = formats.iter().map(|f| f.limits.clone()).collect();
    stream.flow = ours.flow.meet(theirs.stream.flow);
    let (rtp, their_rtp) = (&mut stream.rtp, &theirs.stream.rtp);
    rtp.rtcp_mux &= their_rtp.rtcp_mux;
    rtp.rtcp_reduced_size &= their_rtp.rtcp_reduced_size;
    rtp.feedback.retain(|f| their_rtp.feedback.contains(f));
    rtp.extensions = their_rtp
        .extensions
        .iter()
        .filter(|e| rtp.extensions.iter().any(|o| o.kind == e.kind))
        .copied()
        .collect();
    stream.layers.retain(|layer| match &layer.rid {
        Some(rid) => theirs.takes.contains(rid),
        None => true,
    });
    let receives = rules.sources && stream.flow.receives();
    let sent = theirs.stream.layers.iter().filter_map(|l| l.rid.clone());
    let takes = if receives && !crate::rtp::wanted_rids(&stream.rtp).is_empty() {
        sent.collect()
    } else {
        Vec::new()
    };
    Some(Side {
        stream,
        formats,
        transport: leads.then_some(transport),
        secure: theirs.secure,
        takes,
        configuration: None,
    })
}
