import type { ClientMessage, FromClient, FromServer, ServerMessage } from '../../src/protocol/messages';
import type { Channel, ChannelEvents, OpenChannel } from '../../src/signalling/session';

/** Takes the place of websockets: each that the client opens is kept, and the test plays the server. */
export class FakeServer {
  readonly sockets: FakeSocket[] = [];
  /** What the next websockets do by themselves. */
  accepting = true;
  seq = 0;
  /** The highest number that the server says to have handled. */
  ack = 0;

  readonly open: OpenChannel = (events) => {
    const socket = new FakeSocket(this, events);
    this.sockets.push(socket);
    queueMicrotask(() => (this.accepting ? events.opened() : events.closed()));
    return socket;
  };

  get last(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('no websocket was opened');
    return socket;
  }
}

export class FakeSocket implements Channel {
  readonly heard: FromClient[] = [];
  closed = false;
  readonly #server: FakeServer;
  readonly #events: ChannelEvents;

  constructor(server: FakeServer, events: ChannelEvents) {
    this.#server = server;
    this.#events = events;
  }

  send(text: string): void {
    this.heard.push(JSON.parse(text) as FromClient);
  }

  close(): void {
    this.closed = true;
  }

  /** The connection breaks. */
  break(): void {
    this.#events.closed();
  }

  /** A numbered message of the server. */
  say(message: ServerMessage, more: { readonly seq?: number; readonly re?: number } = {}): void {
    this.#server.seq = more.seq ?? this.#server.seq + 1;
    this.#post({ v: 1, seq: this.#server.seq, ack: this.#server.ack, ...(more.re === undefined ? {} : { re: more.re }), ...message });
  }

  /** One of the messages that have no number. */
  note(message: ServerMessage, re?: number): void {
    this.#post({ v: 1, ack: this.#server.ack, ...(re === undefined ? {} : { re }), ...message });
  }

  raw(text: string): void {
    this.#events.received(text);
  }

  types(): ClientMessage['type'][] {
    return this.heard.map((message) => message.type);
  }

  #post(message: FromServer): void {
    this.raw(JSON.stringify(message));
  }
}

export const WELCOME: ServerMessage = {
  type: 'welcome',
  body: { resume_token: 'secret', resume_for_ms: 60_000, ping_every_ms: 5_000 },
};
