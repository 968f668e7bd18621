import { sections } from '../../src/media/sdp';

export class FakeTrack extends EventTarget {
  enabled = true;
  stopped = false;
  readonly kind: string;
  readonly id: string;
  constructor(kind: string, id: string) {
    super();
    this.kind = kind;
    this.id = id;
  }
  stop(): void {
    this.stopped = true;
  }
  getSettings(): MediaTrackSettings {
    return { deviceId: this.id };
  }
}

export function track(kind: 'audio' | 'video', id: string = kind): MediaStreamTrack {
  return new FakeTrack(kind, id) as unknown as MediaStreamTrack;
}

class FakeSender {
  track: MediaStreamTrack | null = null;
  parameters: RTCRtpSendParameters;
  constructor(rids: readonly string[]) {
    const encodings = rids.length === 0 ? [{ active: true }] : rids.map((rid) => ({ rid, active: true }));
    this.parameters = {
      encodings, transactionId: '1', headerExtensions: [], rtcp: {},
      codecs: [{ mimeType: 'video/VP8', clockRate: 90_000, payloadType: 96 }, { mimeType: 'video/H264', clockRate: 90_000, payloadType: 97 }],
    };
  }
  replaceTrack(next: MediaStreamTrack | null): Promise<void> {
    this.track = next;
    return Promise.resolve();
  }
  getParameters(): RTCRtpSendParameters {
    return structuredClone(this.parameters);
  }
  setParameters(parameters: RTCRtpSendParameters): Promise<void> {
    this.parameters = parameters;
    return Promise.resolve();
  }
}

class FakeReceiver {
  readonly track: MediaStreamTrack;
  /** Pictures that have come. */
  pictures = 0;
  constructor(received: MediaStreamTrack) {
    this.track = received;
  }
  getStats(): Promise<Map<string, unknown>> {
    return Promise.resolve(new Map([['1', { type: 'codec' }], ['2', { type: 'inbound-rtp', framesDecoded: this.pictures }]]));
  }
}

interface FakeTransceiver {
  mid: string;
  direction: RTCRtpTransceiverDirection;
  sender: FakeSender;
  receiver: FakeReceiver;
}

/** Does with an offer what browsers do: makes a transceiver for each m-line, which receives only until told otherwise. */
export class FakeConnection {
  transceivers: FakeTransceiver[] = [];
  localDescription: RTCSessionDescriptionInit | null = null;
  iceConnectionState: RTCIceConnectionState = 'new';
  connectionState: RTCPeerConnectionState = 'new';
  readonly candidates: (RTCIceCandidateInit | null)[] = [];
  /** What happened, in order. */
  readonly steps: string[] = [];
  refuses = false;
  /** How long the browser takes to set its own description, during which it finds candidates already. */
  takesMs = 0;
  closed = false;
  onicecandidate: ((event: { candidate: RTCIceCandidate | null }) => void) | null = null;
  ontrack: (() => void) | null = null;
  oniceconnectionstatechange: (() => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;

  as(): RTCPeerConnection {
    return this as unknown as RTCPeerConnection;
  }

  setRemoteDescription({ sdp = '' }: RTCSessionDescriptionInit): Promise<void> {
    if (this.refuses) return Promise.reject(new DOMException('', 'OperationError'));
    this.steps.push('remote');
    for (const { kind, mid, rids } of sections(sdp)) {
      if (this.transceivers.some((known) => known.mid === mid)) continue;
      const sender = new FakeSender(rids);
      this.transceivers.push({ mid, direction: 'recvonly', sender, receiver: new FakeReceiver(track(kind as 'audio', `from-${mid}`)) });
    }
    return Promise.resolve();
  }

  createAnswer(): Promise<RTCSessionDescriptionInit> {
    const directions = this.transceivers.map(({ mid, direction, sender }) => `${mid}:${direction}:${sender.track?.id ?? '-'}`);
    return Promise.resolve({ type: 'answer', sdp: directions.join(' ') });
  }

  setLocalDescription(description: RTCSessionDescriptionInit): Promise<void> {
    this.steps.push('local');
    this.localDescription = description;
    this.found('host 1');
    return new Promise((done) => { setTimeout(done, this.takesMs); });
  }

  addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    this.steps.push(`candidate ${candidate.candidate ?? ''}`);
    this.candidates.push(candidate);
    return Promise.resolve();
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }

  close(): void {
    this.closed = true;
  }

  found(candidate: string | null): void {
    this.onicecandidate?.({ candidate: candidate === null ? null : ({ candidate, sdpMid: '0' } as RTCIceCandidate) });
  }

  become(ice: RTCIceConnectionState, whole: RTCPeerConnectionState): void {
    this.iceConnectionState = ice;
    this.connectionState = whole;
    this.oniceconnectionstatechange?.();
  }
}
