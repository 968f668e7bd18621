import { FakeConnection } from './fakes/connection';

// What jsdom lacks and the page needs to be built: media elements that do nothing, dialogs, streams.
class FakeStream {
  readonly #tracks: MediaStreamTrack[];
  constructor(tracks: MediaStreamTrack[] = []) {
    this.#tracks = tracks;
  }
  getTracks(): MediaStreamTrack[] {
    return this.#tracks;
  }
}

/** Everything is as large as the stage of a screen. */
class FakeResizeObserver {
  readonly #tell: ResizeObserverCallback;
  constructor(tell: ResizeObserverCallback) {
    this.#tell = tell;
  }
  observe(): void {
    this.#tell([{ contentRect: { width: 1280, height: 660 } } as ResizeObserverEntry], this as unknown as ResizeObserver);
  }
  disconnect(): void {
    this.#tell([], this as unknown as ResizeObserver);
  }
}
Object.assign(globalThis, { MediaStream: FakeStream, RTCPeerConnection: FakeConnection, ResizeObserver: FakeResizeObserver });

if (typeof HTMLMediaElement !== 'undefined') {
  HTMLMediaElement.prototype.play = () => Promise.resolve();
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', { writable: true, value: null });
}
if (typeof HTMLDialogElement !== 'undefined') {
  HTMLDialogElement.prototype.showModal = function showModal(): void {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close(): void {
    this.open = false;
    this.dispatchEvent(new Event('close'));
  };
}
if (typeof HTMLCanvasElement !== 'undefined') HTMLCanvasElement.prototype.getContext = () => null;
