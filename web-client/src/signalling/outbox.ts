import type { ClientMessage } from '../protocol/messages';

/** What was sent, or waits to be, and is not yet known to have been handled. */
interface Waiting {
  readonly id: number;
  message: ClientMessage;
  sent: boolean;
}

/** A server that is this far behind does not come back to us: more would only eat memory. */
export const MOST_WAITING = 512;

/** Numbers what the client sends, and keeps it until the server has handled it. */
export class Outbox {
  #next = 1;
  #waiting: Waiting[] = [];

  /** Takes a message and gives its number; `null` when too many wait. A wish that was never sent is replaced by a later one. */
  add(message: ClientMessage): number | null {
    const last = this.#waiting.at(-1);
    if (message.type === 'wish' && last?.message.type === 'wish' && !last.sent) {
      last.message = message;
      return last.id;
    }
    if (this.#waiting.length >= MOST_WAITING) return null;
    const id = this.#next++;
    this.#waiting.push({ id, message, sent: false });
    return id;
  }

  /** The server has handled everything up to `id`. */
  acknowledge(id: number): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.id > id);
  }

  /** The server will not handle `id`. */
  drop(id: number): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.id !== id);
  }

  /** What has not gone out yet on any websocket, in order; it counts as sent from now on. */
  takeUnsent(): { readonly id: number; readonly message: ClientMessage }[] {
    const unsent = this.#waiting.filter((waiting) => !waiting.sent);
    for (const waiting of unsent) waiting.sent = true;
    return unsent;
  }

  /** After a break: everything that waits goes out again, under its old number. */
  rewind(): void {
    for (const waiting of this.#waiting) waiting.sent = false;
  }

  /** A new session: numbers begin anew and nothing of the old one is repeated. */
  reset(): void {
    this.#next = 1;
    this.#waiting = [];
  }

  get length(): number {
    return this.#waiting.length;
  }
}
