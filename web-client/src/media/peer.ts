import type { Answer, Candidates, MediaRefusal, Offer } from '../protocol/messages';
import { limitsFor } from './encodings';
import { MediaHealth, type MediaState, type PathState } from './health';
import { sections, sendingMids } from './sdp';

/** What a peer says to the server and to the page. */
export interface PeerEvents {
  answer(answer: Answer): void;
  refuse(refusal: MediaRefusal): void;
  candidates(candidates: Candidates): void;
  restart(): void;
  media(state: MediaState): void;
  /** Tracks have come or gone: look at `sound` and `picture` again. */
  tracks(): void;
}

/** Candidates come in bursts; those of one are sent together. */
const CANDIDATES_AFTER_MS = 20;

/** The media of one session. The server offers, the client answers; whatever happens is handled in the order in which it came. */
export class Peer {
  readonly connection: RTCPeerConnection;
  readonly #events: PeerEvents;
  readonly #health: MediaHealth;
  readonly #tracks: { audio: MediaStreamTrack | null; video: MediaStreamTrack | null } = { audio: null, video: null };
  readonly #mids: { audio: string | null; video: string | null } = { audio: null, video: null };
  #queue: Promise<void> = Promise.resolve();
  #rev = 0;
  #answering = false;
  #gathered: RTCIceCandidate[] = [];
  #gatheringDone = false;
  #gatherTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(events: PeerEvents, connection: RTCPeerConnection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' })) {
    this.connection = connection;
    this.#events = events;
    this.#health = new MediaHealth(() => events.restart(), (state) => events.media(state), () => pathState(connection));
    connection.onicecandidate = ({ candidate }) => this.#gather(candidate);
    connection.ontrack = () => events.tracks();
    connection.oniceconnectionstatechange = () => this.#health.path(pathState(connection));
    connection.onconnectionstatechange = () => this.#health.path(pathState(connection));
  }

  /** Answers a description of the server. */
  offered(offer: Offer): void {
    this.#then(async () => {
      this.#answering = true;
      try {
        const answer = await this.#answerTo(offer.sdp);
        this.#events.answer({ rev: this.#rev++, replies_to: offer.rev, sdp: answer });
        this.#health.begun();
        this.#events.tracks();
        await this.#limit();
      } catch {
        this.#events.refuse({ replies_to: offer.rev });
      } finally {
        this.#answering = false;
        this.#sendCandidates();
      }
    });
  }

  /** Candidates of the server. */
  found({ mid, candidates }: Candidates): void {
    this.#then(async () => {
      for (const candidate of candidates) {
        // One that the browser cannot use (another address family, an old generation) is no harm to the others.
        await this.connection.addIceCandidate({ candidate, sdpMid: mid }).catch(() => undefined);
      }
    });
  }

  /** Sends this microphone from now on; `null` for none. */
  sendSound(track: MediaStreamTrack | null): void {
    this.#tracks.audio = track;
    this.#then(() => this.#attach('audio'));
  }

  /** Sends this camera from now on; `null` for none. */
  sendPicture(track: MediaStreamTrack | null): void {
    this.#tracks.video = track;
    this.#then(async () => {
      await this.#attach('video');
      await this.#limit();
    });
  }

  /** The server would rather have this codec, within what was agreed. */
  prefer(mid: string, name: string): void {
    this.#then(async () => {
      const sender = this.#transceiver(mid)?.sender;
      if (sender === undefined) return;
      const parameters = sender.getParameters();
      const codec = parameters.codecs.find((known) => known.mimeType.toLowerCase().endsWith(`/${name.toLowerCase()}`));
      if (codec === undefined) return;
      // Only newer browsers know `codec`, and only those can follow the wish.
      for (const encoding of parameters.encodings as (RTCRtpEncodingParameters & { codec?: RTCRtpCodec })[]) encoding.codec = codec;
      await sender.setParameters(parameters).catch(() => undefined);
    });
  }

  /** The sound of the meeting. */
  get sound(): MediaStreamTrack | null {
    return this.#mids.audio === null ? null : (this.#transceiver(this.#mids.audio)?.receiver.track ?? null);
  }

  /** The picture on an m-line. */
  picture(mid: string): MediaStreamTrack | null {
    return this.#transceiver(mid)?.receiver.track ?? null;
  }

  /** How many pictures have come on an m-line. */
  async pictures(mid: string): Promise<number> {
    const report = await this.#transceiver(mid)?.receiver.getStats();
    let count = 0;
    report?.forEach((entry: { readonly type: string; readonly framesDecoded?: number }) => {
      if (entry.type === 'inbound-rtp') count += entry.framesDecoded ?? 0;
    });
    return count;
  }

  networkChanged(): void {
    this.#health.networkChanged();
  }

  close(): void {
    this.#health.stop();
    clearTimeout(this.#gatherTimer);
    this.connection.onicecandidate = null;
    this.connection.ontrack = null;
    this.connection.oniceconnectionstatechange = null;
    this.connection.onconnectionstatechange = null;
    this.connection.close();
  }

  /** One thing after the other: a candidate must not overtake its description, nor an offer another offer. */
  #then(step: () => Promise<void>): void {
    this.#queue = this.#queue.then(step).catch(() => undefined);
  }

  async #answerTo(sdp: string): Promise<string> {
    await this.connection.setRemoteDescription({ type: 'offer', sdp });
    Object.assign(this.#mids, sendingMids(sections(sdp)));
    // The transceivers were made by the offer, simulcast encodings included: adding tracks would make others, without them.
    await this.#attach('audio');
    await this.#attach('video');
    await this.connection.setLocalDescription(await this.connection.createAnswer());
    return this.connection.localDescription?.sdp ?? '';
  }

  async #attach(kind: 'audio' | 'video'): Promise<void> {
    const mid = this.#mids[kind];
    const transceiver = mid === null ? undefined : this.#transceiver(mid);
    if (transceiver === undefined) return;
    // Also without a track: turning the camera on later must not need a new description.
    if (transceiver.direction !== 'sendrecv') transceiver.direction = 'sendrecv';
    if (transceiver.sender.track !== this.#tracks[kind]) await transceiver.sender.replaceTrack(this.#tracks[kind]);
  }

  async #limit(): Promise<void> {
    const sender = this.#mids.video === null ? undefined : this.#transceiver(this.#mids.video)?.sender;
    const parameters = sender?.getParameters();
    if (sender === undefined || parameters === undefined || parameters.encodings.length === 0) return;
    const limits = limitsFor(parameters.encodings);
    parameters.encodings.forEach((encoding, index) => Object.assign(encoding, limits[index]));
    await sender.setParameters(parameters).catch(() => undefined);
  }

  #transceiver(mid: string): RTCRtpTransceiver | undefined {
    return this.connection.getTransceivers().find((transceiver) => transceiver.mid === mid);
  }

  #gather(candidate: RTCIceCandidate | null): void {
    if (candidate === null) this.#gatheringDone = true;
    else if (candidate.candidate !== '') this.#gathered.push(candidate);
    this.#gatherTimer ??= setTimeout(() => this.#sendCandidates(), CANDIDATES_AFTER_MS);
  }

  /** Never before the answer whose credentials they belong to. */
  #sendCandidates(): void {
    clearTimeout(this.#gatherTimer);
    this.#gatherTimer = undefined;
    if (this.#answering) return;
    const byMid = new Map<string, string[]>();
    for (const { sdpMid, candidate } of this.#gathered.splice(0)) {
      const mid = sdpMid ?? '0';
      byMid.set(mid, [...(byMid.get(mid) ?? []), candidate]);
    }
    for (const [mid, candidates] of byMid) this.#events.candidates({ mid, candidates });
    if (this.#gatheringDone) {
      this.#gatheringDone = false;
      this.#events.candidates({ mid: this.#mids.audio ?? this.#mids.video ?? '0', candidates: [] });
    }
  }
}

/** The worse of what ICE and the whole connection say: DTLS can fail on a path that works. */
function pathState(connection: RTCPeerConnection): PathState {
  const [ice, whole] = [connection.iceConnectionState, connection.connectionState];
  if (ice === 'failed' || whole === 'failed') return 'failed';
  if (ice === 'disconnected' || whole === 'disconnected') return 'disconnected';
  if (whole === 'connected') return 'connected';
  if (ice === 'closed' || whole === 'closed') return 'closed';
  return ice === 'new' ? 'new' : 'checking';
}
