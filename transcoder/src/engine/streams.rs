//! What two descriptions say of a leg's streams, and a plan of its feeds.

use tolk_model::StreamId;
use tolk_model::media::{MediaDescription, Stream};
use tolk_model::plan::{Feed, LegPlan, Source as FeedSource};

use super::leg::{ExtensionIds, LayerIn, Leg, LegStream, Outbound, SsrcEntry, Understands, Want};
use crate::rtcp::ArrivalLog;

/// Layers of one stream.
const LAYERS: usize = 8;

/// What both sides said of the streams.
pub(super) fn configure_streams(
    leg: &mut Leg,
    local: &MediaDescription,
    remote: &MediaDescription,
) {
    for index in 0..leg.streams.len() {
        let Some(stream) = leg.streams.get_mut(index) else {
            continue;
        };
        let (ours, theirs) = (local.stream(stream.id), remote.stream(stream.id));
        if let Some(ours) = ours {
            if let Some(port) = leg.ports.iter().position(|p| Some(p.id) == ours.transport) {
                stream.port = port;
            }
            stream.video = ours.role.kind() == tolk_model::MediaKind::Video;
            stream.receive.clone_from(&ours.receive);
            stream.mid_in.clone_from(&ours.rtp.mid);
            stream.ids_in = ExtensionIds::of(&ours.rtp);
        }
        stream.receives = match (ours, theirs) {
            (Some(ours), Some(theirs)) => ours.flow.meet(theirs.flow).receives(),
            _ => false,
        };
        if let Some(theirs) = theirs {
            let sends = ours.is_some_and(|ours| ours.flow.meet(theirs.flow).sends());
            configure_outbound(stream, ours, theirs, sends);
            let understood = theirs
                .rtp
                .understands(tolk_model::media::Feedback::TransportWide);
            let wants_arrivals = stream.receives && understood && stream.ids_in.sequence.is_some();
            if let Some(port) = leg.ports.get_mut(stream.port).filter(|_| wants_arrivals) {
                port.arrivals.get_or_insert_with(ArrivalLog::new);
            }
            if configure_layers(stream, theirs) {
                leg.ssrcs.forget(index);
            }
            let receives = stream.receives;
            for (layer, described) in theirs.layers.iter().take(LAYERS).enumerate() {
                for (ssrc, repair) in [(described.ssrc, false), (described.rtx_ssrc, true)] {
                    if let Some(ssrc) = ssrc.filter(|_| receives) {
                        leg.ssrcs.put(SsrcEntry {
                            ssrc,
                            stream: index,
                            layer,
                            repair,
                        });
                    }
                }
            }
        }
    }
}

fn configure_outbound(stream: &mut LegStream, ours: Option<&Stream>, theirs: &Stream, sends: bool) {
    let out = &mut stream.out;
    out.open = sends;
    out.send.clone_from(&theirs.receive);
    out.mid = theirs
        .rtp
        .mid
        .clone()
        .or_else(|| ours.and_then(|ours| ours.rtp.mid.clone()));
    out.ids = ExtensionIds::of(&theirs.rtp);
    out.understands = Understands::of(&theirs.rtp);
    out.map.clear();
}

/// Layers keep their sources while their identifiers stay. `true` when they changed.
fn configure_layers(stream: &mut LegStream, theirs: &Stream) -> bool {
    let single = [LayerIn::default()];
    let described: Vec<LayerIn> = theirs
        .layers
        .iter()
        .take(LAYERS)
        .map(|layer| LayerIn {
            rid: layer.rid.clone(),
            size: layer.max_size,
            source: None,
        })
        .collect();
    let described = if described.is_empty() {
        &single[..]
    } else {
        &described[..]
    };
    let same = stream.layers.len() == described.len()
        && stream
            .layers
            .iter()
            .zip(described)
            .all(|(a, b)| a.rid == b.rid);
    if same {
        for (layer, described) in stream.layers.iter_mut().zip(described) {
            layer.size = described.size;
        }
        return false;
    }
    let mut layers = described.to_vec();
    for (index, layer) in layers.iter_mut().enumerate() {
        layer.source = match &layer.rid {
            Some(rid) => stream
                .layers
                .iter_mut()
                .find(|old| old.rid.as_ref() == Some(rid))
                .and_then(|old| old.source.take()),
            None => stream
                .layers
                .get_mut(index)
                .and_then(|old| old.source.take()),
        };
    }
    let left_over = std::mem::replace(&mut stream.layers, layers);
    stream
        .surplus
        .extend(left_over.into_iter().filter_map(|layer| layer.source));
    true
}

/// `true` when something that was sent has ended.
pub(super) fn configure_feed(
    plan: &LegPlan,
    id: StreamId,
    feed: Option<&Feed>,
    out: &mut Outbound,
) -> bool {
    let want = match feed.map(|feed| &feed.source) {
        None => Want::Nothing,
        Some(FeedSource::Forward { from, stream }) => Want::Forward(*from, *stream),
        Some(FeedSource::Echo { stream }) => Want::Forward(plan.leg, *stream),
        Some(FeedSource::Class { class }) => Want::Class(*class),
        Some(
            FeedSource::Silence
            | FeedSource::Recode { .. }
            | FeedSource::Mix { .. }
            | FeedSource::Prompt { .. },
        ) => Want::Sound,
    };
    debug_assert!(plan.feeds.iter().filter(|f| f.stream == id).count() <= 1);
    out.wanted_codec = feed.map(|feed| feed.codec.clone());
    out.max_bitrate = feed.and_then(|feed| feed.max_bitrate);
    out.max_size = feed.and_then(|feed| feed.max_size);
    let ended = out.want != want && out.active.is_some();
    if out.want != want {
        // What was sent from elsewhere ends now, not when the new source begins: a muted voice must not be heard on.
        (out.active, out.next) = (None, None);
        out.want = want;
    }
    ended
}
