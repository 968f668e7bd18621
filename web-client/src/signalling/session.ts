import type { LocalProblem } from '../i18n/problems';
import {
  VERSION,
  type ClientMessage,
  type Ended,
  type FaultCode,
  type FromClient,
  type FromServer,
  type Join,
  type Reason,
  type ServerMessage,
} from '../protocol/messages';
import { Outbox } from './outbox';
import { backoff, FIRST_ATTEMPTS, GIVE_UP_MS, HANDSHAKE_MS, LEAVE_MS, PROBE_MS } from './timing';

/** A websocket, or something in its place. */
export interface Channel {
  send(text: string): void;
  close(): void;
}
export interface ChannelEvents {
  opened(): void;
  received(text: string): void;
  closed(): void;
}
export type OpenChannel = (events: ChannelEvents) => Channel;

/** How the session is connected. `attempt` counts from 1. */
export type Link =
  | { readonly state: 'connecting'; readonly attempt: number }
  | { readonly state: 'open' }
  | { readonly state: 'lost'; readonly attempt: number }
  | { readonly state: 'over' };

/** Why a session is over. */
export interface End {
  readonly problem: Reason | LocalProblem;
  readonly rule?: string;
}

/** What a session tells. */
export interface SessionEvents {
  /** A message of the server, each once and in order; `re` is the number that `say` gave. */
  message(message: ServerMessage, re: number | null): void;
  link(link: Link): void;
  /** The old session could not be resumed and a new one has begun: media and state of the old one are void. */
  renewed(): void;
  /** The last event. */
  over(end: End): void;
}

/** Acknowledged without waiting when this many messages came and nothing was sent. */
const MOST_UNACKNOWLEDGED = 16;
const ACKNOWLEDGE_AFTER_MS = 1000;

/** A session with the server, which outlives its websockets (see gateway/browser/src/protocol). */
export class Session {
  readonly #open: OpenChannel;
  readonly #join: Join;
  readonly #events: SessionEvents;
  readonly #random: () => number;
  readonly #outbox = new Outbox();
  #channel: Channel | null = null;
  #ready = false;
  #token: string | null = null;
  #pingEvery = HANDSHAKE_MS;
  #lastSeq = 0;
  #acknowledged = 0;
  #attempt = 0;
  #lostAt: number | null = null;
  #everIn = false;
  #leaving = false;
  #over = false;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #ackTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(open: OpenChannel, join: Join, events: SessionEvents, random: () => number = Math.random) {
    this.#open = open;
    this.#join = join;
    this.#events = events;
    this.#random = random;
  }

  start(): void {
    this.#connect();
  }

  /**
   * Says something, now or when the connection is back. `null` when it is not said: there is no session, or the server is
   * too far behind.
   */
  say(message: ClientMessage): number | null {
    if (this.#token === null || this.#over || this.#leaving) return null;
    const id = this.#outbox.add(message);
    this.#flush();
    return id;
  }

  /** Leaves, politely when the server can be reached. */
  leave(): void {
    if (this.#over || this.#leaving) return;
    if (!this.#ready) {
      this.#finish({ problem: 'left' });
      return;
    }
    this.#outbox.add({ type: 'leave', body: {} });
    this.#leaving = true;
    this.#flush();
    this.#expect(LEAVE_MS);
  }

  /** The network may have changed: finds out at once instead of waiting for a time-out. */
  probe(): void {
    if (this.#over) return;
    if (this.#channel === null) {
      this.#connect();
    } else if (this.#ready) {
      this.#post({ id: 0, type: 'ping', body: {} });
      this.#expect(PROBE_MS);
    }
  }

  #connect(): void {
    clearTimeout(this.#retryTimer);
    this.#attempt += 1;
    const link = this.#everIn ? 'lost' : 'connecting';
    this.#events.link({ state: link, attempt: this.#attempt });
    const mine: { channel: Channel | null } = { channel: null };
    const current = (): boolean => mine.channel !== null && mine.channel === this.#channel;
    mine.channel = this.#open({
      opened: () => { if (current()) this.#greet(); },
      received: (text) => { if (current()) this.#receive(text); },
      closed: () => { if (current()) this.#broken(); },
    });
    this.#channel = mine.channel;
    this.#expect(HANDSHAKE_MS);
  }

  #greet(): void {
    if (this.#token === null) {
      this.#outbox.add({ type: 'join', body: this.#join });
      this.#sendUnsent();
    } else {
      this.#post({ id: 0, type: 'resume', body: { token: this.#token, last_seq: this.#lastSeq } });
    }
  }

  #receive(text: string): void {
    const message = parse(text);
    if (message === null) return;
    this.#expect(this.#ready ? this.#pingEvery * 3 : HANDSHAKE_MS);
    this.#outbox.acknowledge(message.ack);
    if (message.seq !== undefined) {
      if (message.seq <= this.#lastSeq) return;
      this.#lastSeq = message.seq;
      this.#acknowledgeSoon();
    }
    this.#handle(message, message.re ?? null);
  }

  #handle(message: ServerMessage, re: number | null): void {
    switch (message.type) {
      case 'ping':
        this.#post({ id: 0, type: 'pong', body: {} });
        return;
      case 'pong':
        return;
      case 'welcome':
        this.#token = message.body.resume_token;
        this.#pingEvery = message.body.ping_every_ms;
        this.#opened();
        return;
      case 'resumed':
        this.#outbox.rewind();
        this.#opened();
        return;
      case 'ended':
        this.#ended(message.body);
        return;
      case 'error':
        this.#fault(message.body.code, message, re);
        return;
      default:
        this.#events.message(message, re);
    }
  }

  #opened(): void {
    this.#ready = true;
    this.#everIn = true;
    this.#attempt = 0;
    this.#lostAt = null;
    this.#expect(this.#pingEvery * 3);
    this.#events.link({ state: 'open' });
    this.#flush();
  }

  #ended(ended: Ended): void {
    // The answer to a `resume` that came too late: the meeting may go on, and the person did not leave it.
    if (ended.reason === 'connection_lost' && !this.#ready && this.#token !== null) {
      this.#renew();
      return;
    }
    const own = this.#leaving || (ended.reason === 'hung_up' && ended.blame === 'far_end');
    this.#finish({ problem: own ? 'left' : ended.reason, ...(ended.rule === undefined ? {} : { rule: ended.rule }) });
  }

  #fault(code: FaultCode, message: ServerMessage, re: number | null): void {
    switch (code) {
      case 'resume_failed':
        this.#renew();
        return;
      case 'taken_over':
      case 'overloaded':
        this.#finish({ problem: code });
        return;
      case 'unsupported_version':
        this.#finish({ problem: 'old_page' });
        return;
      case 'bad_value':
      case 'malformed':
      case 'too_large':
      case 'unknown_type':
      case 'not_joined':
      case 'already_joined':
      case 'stale_media':
      case 'rate_limited':
        if (re !== null) this.#outbox.drop(re);
        if (this.#ready) this.#events.message(message, re);
        else if (this.#token !== null) this.#broken();
        else this.#finish({ problem: JOIN_REFUSED[code] ?? 'protocol_error' });
    }
  }

  /** The server has forgotten the session: enters anew. */
  #renew(): void {
    this.#token = null;
    this.#lastSeq = 0;
    this.#acknowledged = 0;
    this.#outbox.reset();
    this.#events.renewed();
    this.#hangUp();
    this.#connect();
  }

  #broken(): void {
    this.#hangUp();
    if (this.#leaving) {
      this.#finish({ problem: 'left' });
      return;
    }
    // A join that was not answered belongs to a session that never began.
    if (this.#token === null) this.#outbox.reset();
    this.#lostAt ??= Date.now();
    const hopeless = this.#everIn ? Date.now() - this.#lostAt > GIVE_UP_MS : this.#attempt >= FIRST_ATTEMPTS;
    if (hopeless) {
      this.#finish({ problem: this.#everIn ? 'connection_lost' : 'server_unreachable' });
      return;
    }
    if (this.#everIn) this.#events.link({ state: 'lost', attempt: this.#attempt + 1 });
    this.#retryTimer = setTimeout(() => this.#connect(), backoff(this.#attempt, this.#random));
  }

  #finish(end: End): void {
    if (this.#over) return;
    this.#over = true;
    this.#hangUp();
    clearTimeout(this.#retryTimer);
    this.#events.link({ state: 'over' });
    this.#events.over(end);
  }

  #hangUp(): void {
    const channel = this.#channel;
    this.#channel = null;
    this.#ready = false;
    clearTimeout(this.#deadline);
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    channel?.close();
  }

  /** Nothing heard for so long: the connection is dead, whatever the browser says. */
  #expect(milliseconds: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#broken(), milliseconds);
  }

  #flush(): void {
    if (this.#ready) this.#sendUnsent();
  }

  #sendUnsent(): void {
    for (const { id, message } of this.#outbox.takeUnsent()) this.#post({ id, ...message });
  }

  #post(message: { readonly id: number } & ClientMessage): void {
    const acknowledgement = this.#lastSeq > 0 ? { ack: this.#lastSeq } : {};
    const envelope: FromClient = { v: VERSION, ...acknowledgement, ...message };
    this.#acknowledged = this.#lastSeq;
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    this.#channel?.send(JSON.stringify(envelope));
  }

  #acknowledgeSoon(): void {
    const acknowledge = (): void => this.#post({ id: 0, type: 'ack', body: {} });
    if (this.#lastSeq - this.#acknowledged >= MOST_UNACKNOWLEDGED) acknowledge();
    else this.#ackTimer ??= setTimeout(acknowledge, ACKNOWLEDGE_AFTER_MS);
  }
}

/** What a refused `join` means to the person. */
const JOIN_REFUSED: { readonly [C in FaultCode]?: Reason } = { bad_value: 'wrong_link', rate_limited: 'rate_limited' };

/** A message of the server; `null` for anything that is not one. What is inside of `body` is the server's own type. */
function parse(text: string): FromServer | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const isMessage =
    typeof value === 'object' && value !== null && 'type' in value && 'body' in value &&
    typeof value.body === 'object' && 'ack' in value && typeof value.ack === 'number';
  return isMessage ? (value as FromServer) : null;
}
