import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals-core';
import type { LocalMedia } from '../media/local';
import type { MediaState } from '../media/health';
import { Peer, type PeerEvents } from '../media/peer';
import type { FaultCode, Join, Reason, Request, ServerMessage, WishedPicture } from '../protocol/messages';
import { Session, type End, type Link, type OpenChannel } from '../signalling/session';
import { happenings, NOTHING_YET, place, reduce, type Happening, type MeetingState } from './state';

/** Something that the person asked for and did not get. */
export type Refusal =
  | { readonly kind: 'control'; readonly request: Request; readonly reason: Reason }
  | { readonly kind: 'fault'; readonly code: FaultCode }
  | { readonly kind: 'unsent' };

export type MakePeer = (events: PeerEvents) => Peer;

/** The person in the meeting: the session, the media, and what is known of the others. */
export class MeetingClient {
  readonly state = signal<MeetingState>(NOTHING_YET);
  readonly link = signal<Link>({ state: 'connecting', attempt: 1 });
  readonly media = signal<MediaState>('waiting');
  /** Counts changes of the tracks that come in. */
  readonly tracks = signal(0);
  readonly end = signal<End | null>(null);
  /** The last thing that was refused; the page shows it for a while. */
  readonly refusal = signal<Refusal | null>(null);
  /** What happened last among the others. */
  readonly happened = signal<readonly Happening[]>([]);
  readonly place = computed(() => place(this.state.value));

  readonly #local: LocalMedia;
  readonly #makePeer: MakePeer;
  readonly #session: Session;
  readonly #requests = new Map<number, Request>();
  readonly #ends: (() => void)[] = [];
  #peer: Peer | null = null;
  #told: { muted: boolean; camera: boolean | null } = { muted: false, camera: null };
  #restartWanted = false;

  constructor(join: Join, local: LocalMedia, open: OpenChannel, makePeer: MakePeer = (events) => new Peer(events)) {
    this.#local = local;
    this.#makePeer = makePeer;
    this.#session = new Session(open, join, {
      message: (message, re) => this.#message(message, re),
      link: (link) => this.#linked(link),
      renewed: () => this.#renewed(),
      over: (end) => this.#over(end),
    });
  }

  start(): void {
    this.#ends.push(
      // The track is read first: an effect follows only what it has read, and there is no peer yet.
      follow(this.#local.microphone, (track) => this.#peer?.sendSound(track)),
      follow(this.#local.camera, (track) => this.#peer?.sendPicture(track)),
      follow(this.#local.camera, () => this.#tellOwnState()),
      follow(this.#local.microphoneOn, () => this.#tellOwnState()),
    );
    this.#session.start();
  }

  /** The connection of the session now, for the page's own elements and for whoever looks into a running page. */
  get peer(): Peer | null {
    return this.#peer;
  }

  leave(): void {
    this.#session.leave();
  }

  chat(text: string): boolean {
    const id = this.#session.say({ type: 'chat', body: { text } });
    if (id === null) this.refusal.value = { kind: 'unsent' };
    return id !== null;
  }

  digit(digit: string): void {
    this.#session.say({ type: 'digit', body: { digit } });
  }

  wish(wishes: readonly WishedPicture[]): boolean {
    return this.#session.say({ type: 'wish', body: { wishes: [...wishes] } }) !== null;
  }

  control(request: Request): void {
    const id = this.#session.say({ type: 'control', body: { request } });
    if (id === null) this.refusal.value = { kind: 'unsent' };
    else this.#requests.set(id, request);
  }

  async setMicrophone(on: boolean): Promise<void> {
    await this.#local.setMicrophone(on);
  }

  async setCamera(on: boolean): Promise<void> {
    await this.#local.setCamera(on);
  }

  /** The computer has another network, or has one again. */
  networkChanged(): void {
    this.#session.probe();
    this.#peer?.networkChanged();
  }

  #message(message: ServerMessage, re: number | null): void {
    switch (message.type) {
      case 'media':
        this.#peer ??= this.#newPeer();
        this.#peer.offered(message.body);
        return;
      case 'candidates':
        this.#peer?.found(message.body);
        return;
      case 'prefer':
        this.#peer?.prefer(message.body.mid, message.body.codec);
        return;
      case 'control_done':
        this.#controlled(re, message.body.error);
        return;
      case 'error':
        this.#faulty(message.body.code, re);
        return;
      default:
        this.#learn(message);
    }
  }

  #learn(message: ServerMessage): void {
    const before = this.state.value;
    const after = reduce(before, message);
    if (after === before) return;
    this.state.value = after;
    if (message.type === 'roster') {
      const news = happenings(before, after);
      if (news.length > 0) this.happened.value = news;
    }
    if (message.type === 'you_are') {
      this.#obeyHost(before, after);
      this.#tellOwnState();
    }
  }

  /** A host has switched the sound off: the microphone follows, so that the button tells the truth. */
  #obeyHost(before: MeetingState, after: MeetingState): void {
    if (after.you?.muted_by_host !== true || before.you?.muted_by_host === true) return;
    this.#told.muted = true;
    void this.#local.setMicrophone(false);
  }

  /** The others see a name instead of a frozen picture, and who cannot be heard. */
  #tellOwnState(): void {
    const [camera, muted] = [this.#local.camera.peek() !== null, !this.#local.microphoneOn.peek()];
    const { you } = this.state.peek();
    if (you === null || you.in_lobby) return;
    if (this.#told.camera !== camera) {
      this.#told.camera = camera;
      this.control({ type: 'camera', on: camera });
    }
    if (this.#told.muted !== muted) {
      this.#told.muted = muted;
      this.control({ type: 'mute', participant: you.participant, muted });
    }
  }

  #controlled(re: number | null, reason: Reason | undefined): void {
    if (re === null) return;
    const request = this.#requests.get(re);
    this.#requests.delete(re);
    if (request !== undefined && reason !== undefined) this.refusal.value = { kind: 'control', request, reason };
  }

  #faulty(code: FaultCode, re: number | null): void {
    // An old answer that crossed a new offer: the answer to that is on its way.
    if (code === 'stale_media') return;
    if (re !== null) this.#requests.delete(re);
    this.refusal.value = { kind: 'fault', code };
  }

  #linked(link: Link): void {
    this.link.value = link;
    if (link.state !== 'open' || !this.#restartWanted) return;
    this.#restartWanted = false;
    this.#session.say({ type: 'restart_media', body: {} });
  }

  /** A question for a new path is worth asking once, when there is somebody to ask. */
  #restart(): void {
    if (this.link.peek().state === 'open') this.#session.say({ type: 'restart_media', body: {} });
    else this.#restartWanted = true;
  }

  #newPeer(): Peer {
    const peer = this.#makePeer({
      answer: (body) => void this.#session.say({ type: 'media', body }),
      refuse: (body) => void this.#session.say({ type: 'refuse_media', body }),
      candidates: (body) => void this.#session.say({ type: 'candidates', body }),
      restart: () => this.#restart(),
      media: (state) => { this.media.value = state; },
      tracks: () => { this.tracks.value += 1; },
    });
    peer.sendSound(this.#local.microphone.peek());
    peer.sendPicture(this.#local.camera.peek());
    return peer;
  }

  #renewed(): void {
    this.#hangUp();
    this.#requests.clear();
    this.#told = { muted: false, camera: null };
    this.#restartWanted = false;
    const { chat } = this.state.value;
    this.state.value = { ...NOTHING_YET, chat };
    this.media.value = 'waiting';
  }

  #over(end: End): void {
    this.#hangUp();
    this.#ends.splice(0).forEach((stop) => stop());
    this.end.value = end;
  }

  #hangUp(): void {
    this.#peer?.close();
    this.#peer = null;
    this.tracks.value += 1;
  }
}

function follow<T>(source: ReadonlySignal<T>, react: (value: T) => void): () => void {
  return effect(() => {
    const { value } = source;
    untracked(() => react(value));
  });
}
