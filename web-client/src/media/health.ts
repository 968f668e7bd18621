/** How picture and sound get through. */
export type MediaState = 'waiting' | 'connecting' | 'connected' | 'interrupted' | 'blocked';

/** What the browser says of the path: the worse of ICE and DTLS. */
export type PathState = 'new' | 'checking' | 'connected' | 'disconnected' | 'failed' | 'closed';

/** Short breaks heal by themselves; after this one asks for a new path. */
export const INTERRUPTED_MS = 2_500;
/** From one question for a new path to the next. */
export const RESTART_EVERY_MS = 6_000;
/** A path that never came: the person is told, while trying goes on. */
export const BLOCKED_AFTER_MS = 15_000;

/** Watches the path of picture and sound, asks for a new one when it breaks, and says when the network seems to block it. */
export class MediaHealth {
  readonly #restart: () => void;
  readonly #changed: (state: MediaState) => void;
  readonly #look: () => PathState;
  #state: MediaState = 'waiting';
  #everConnected = false;
  #restartTimer: ReturnType<typeof setTimeout> | undefined;
  #blockedTimer: ReturnType<typeof setTimeout> | undefined;

  /** `look` tells the path of this moment: not every recovery is an event. */
  constructor(restart: () => void, changed: (state: MediaState) => void, look: () => PathState) {
    this.#restart = restart;
    this.#changed = changed;
    this.#look = look;
  }

  /** The first description was answered: from now on a path is expected. */
  begun(): void {
    if (this.#state !== 'waiting') return;
    this.#become('connecting');
    this.#blockedTimer = setTimeout(() => this.#become('blocked'), BLOCKED_AFTER_MS);
  }

  path(path: PathState): void {
    switch (path) {
      case 'connected':
        this.#everConnected = true;
        clearTimeout(this.#restartTimer);
        this.#restartTimer = undefined;
        clearTimeout(this.#blockedTimer);
        this.#become('connected');
        return;
      case 'disconnected':
        this.#trouble(INTERRUPTED_MS);
        return;
      case 'failed':
        this.#trouble(0);
        return;
      case 'new':
      case 'checking':
      case 'closed':
    }
  }

  /** The network changed: a path that does not work is asked for anew at once. */
  networkChanged(): void {
    if (this.#state === 'interrupted' || this.#state === 'blocked') this.#ask();
  }

  stop(): void {
    clearTimeout(this.#restartTimer);
    clearTimeout(this.#blockedTimer);
  }

  #trouble(pause: number): void {
    if (this.#everConnected) this.#become('interrupted');
    this.#restartTimer ??= setTimeout(() => this.#ask(), pause);
  }

  /** Asks, and again as long as nothing becomes of it. */
  #ask(): void {
    clearTimeout(this.#restartTimer);
    if (this.#look() === 'connected') {
      this.path('connected');
      return;
    }
    this.#restart();
    this.#restartTimer = setTimeout(() => this.#ask(), RESTART_EVERY_MS);
  }

  #become(state: MediaState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#changed(state);
  }
}
