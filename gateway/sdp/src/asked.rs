//! Our offer and their answer to it.

use tolk_model::media::{Flow, Transport};
use tolk_model::{MediaDescription, MediaKind, Stream, StreamRole, TransportId};

use crate::SdpError;
use crate::codec::{self, Format};
use crate::dialect::Rules;
use crate::line::{Line, Side};
use crate::read::{Asked, Place, Reader, formats_of};
use crate::rtp::wanted_rids;
use crate::write::{check_texts, check_transport, protocol_word};

/// The lines of our offer: the known ones in their places, new streams after them.
pub(crate) fn write_offer(
    rules: &'static Rules,
    known: &[Line],
    media: &MediaDescription,
) -> Result<Vec<Line>, SdpError> {
    let mut lines = known.to_vec();
    for stream in media.streams.iter().filter(|s| s.flow != Flow::Off) {
        let has = |l: &Line| l.stream.is_some_and(|(id, _)| id == stream.id);
        if !lines.iter().any(has) && stream.role.kind() != MediaKind::Data {
            lines.push(fresh(stream));
        }
    }
    let mut led: Vec<TransportId> = Vec::new();
    for line in &mut lines {
        line.offered = true;
        let stream = line.stream.and_then(|(id, _)| media.stream(id));
        let Some(stream) = stream.filter(|s| s.flow != Flow::Off) else {
            line.ours = None;
            continue;
        };
        let transport = stream.transport.and_then(|t| media.transport(t));
        let transport = transport.ok_or(SdpError::NoAddress(stream.id))?;
        check_transport(rules, stream.id, transport)?;
        check_texts(stream, Some(transport), media.cname.as_deref())?;
        let leads = !led.contains(&transport.id);
        if leads {
            led.push(transport.id);
        }
        offer(rules, line, stream, transport, leads)?;
    }
    let living = || lines.iter().filter(|l| l.ours.is_some());
    if living().next().is_none() {
        return Err(SdpError::NothingInCommon);
    }
    for (at, line) in lines.iter().enumerate() {
        let same = |l: &&Line| l.mid.is_some() && l.mid == line.mid;
        if lines.iter().skip(at + 1).any(|l| same(&l)) {
            let stream = line.stream.map(|(id, _)| id).unwrap_or_default();
            return Err(SdpError::Unprintable(stream));
        }
    }
    Ok(lines)
}

fn fresh(stream: &Stream) -> Line {
    let kind = match stream.role.kind() {
        MediaKind::Audio => "audio",
        MediaKind::Video => "video",
        MediaKind::Data => "application",
    };
    Line {
        stream: Some((stream.id, stream.role)),
        kind: kind.to_string(),
        protocol: String::new(),
        formats: Vec::new(),
        mid: None,
        transport: stream.transport.unwrap_or_default(),
        offered: true,
        ours: None,
        theirs: None,
    }
}

fn offer(
    rules: &Rules,
    line: &mut Line,
    stream: &Stream,
    transport: &Transport,
    leads: bool,
) -> Result<(), SdpError> {
    let formats = formats_of(stream, line.theirs.as_ref());
    check_payload_types(stream, &formats)?;
    if !formats.iter().any(|f| f.limits.codec.is_primary()) {
        return Err(SdpError::NothingInCommon);
    }
    if rules.bundle && line.mid.is_none() {
        let own = stream.rtp.mid.clone();
        line.mid = Some(own.unwrap_or_else(|| stream.id.to_string()));
    }
    let takes = if rules.sources && stream.role == StreamRole::Main && stream.flow.receives() {
        wanted_rids(&stream.rtp)
    } else {
        Vec::new()
    };
    line.protocol = protocol_word(rules, line, stream, &transport.security);
    line.formats = codec::payload_types(&formats);
    line.transport = transport.id;
    line.ours = Some(Side {
        stream: stream.clone(),
        formats,
        transport: leads.then(|| transport.clone()),
        secure: transport.security.kind() != tolk_model::media::SecurityKind::Plain,
        takes,
        configuration: None,
    });
    Ok(())
}

fn check_payload_types(stream: &Stream, formats: &[Format]) -> Result<(), SdpError> {
    let own = formats.iter().map(|f| f.limits.payload_type);
    let mut numbers: Vec<_> = own
        .chain(formats.iter().filter_map(|f| f.limits.rtx))
        .collect();
    numbers.sort_unstable();
    let twice = numbers.windows(2).find_map(|pair| match pair {
        [a, b] if a == b => Some(*a),
        _ => None,
    });
    match twice {
        Some(payload_type) => Err(SdpError::PayloadTypeTwice {
            stream: stream.id,
            payload_type,
        }),
        None => Ok(()),
    }
}

/// The lines after their answer. Telephones leave out the lines that they do not know, against RFC 3264 §6: those are refused.
pub(crate) fn read_answer(
    rules: &Rules,
    reader: &Reader<'_>,
    offered: &[Line],
) -> Result<Vec<Line>, SdpError> {
    let short = rules.one_each && reader.media().len() < offered.len();
    if reader.media().len() != offered.len() && !short {
        return Err(SdpError::MediaCount {
            expected: offered.len(),
            found: reader.media().len(),
        });
    }
    let mut lines = offered.to_vec();
    for line in &mut lines {
        line.theirs = None;
    }
    let mut led: Vec<TransportId> = Vec::new();
    for (index, (line, media)) in lines.iter_mut().zip(reader.media()).enumerate() {
        let (Some(ours), Some((stream, role))) = (&line.ours, line.stream) else {
            continue;
        };
        if !reader.lives(media) {
            continue;
        }
        if media.kind != line.kind {
            return Err(SdpError::MediaChanged { index });
        }
        let place = Place {
            stream,
            role,
            transport: line.transport,
            leads: !led.contains(&line.transport),
        };
        let leader = offered
            .iter()
            .filter(|l| l.transport == line.transport)
            .find_map(|l| l.ours.as_ref()?.transport.as_ref());
        let Some(transport) = leader else { continue };
        let mut side = reader.side(media, place, Asked::Answer(ours, transport))?;
        if let Some(side) = &mut side {
            side.stream.rtp.mid = line.mid.clone();
            led.push(line.transport);
        }
        line.theirs = side;
    }
    gather_candidates(reader, &mut lines);
    if lines.iter().any(|l| l.theirs.is_some()) {
        Ok(lines)
    } else {
        Err(SdpError::NothingInCommon)
    }
}

/// A bundle's later lines may name candidates too.
pub(crate) fn gather_candidates(reader: &Reader<'_>, lines: &mut [Line]) {
    for (index, media) in reader.media().iter().enumerate() {
        let Some(line) = lines.get(index) else { return };
        let follows = line.theirs.as_ref().is_some_and(|s| s.transport.is_none());
        if !follows {
            continue;
        }
        let id = line.transport;
        let leader = lines
            .iter_mut()
            .filter(|l| l.transport == id)
            .find_map(|l| l.theirs.as_mut()?.transport.as_mut());
        if let Some(transport) = leader {
            reader.add_candidates(media, transport);
        }
    }
}
