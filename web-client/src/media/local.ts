import { signal } from '@preact/signals-core';
import type { LocalProblem } from '../i18n/problems';
import { remember } from '../ui/memory';
import { capture, captureBoth, choices, type Captured, type Choice, type DeviceKind, type Source } from './devices';

type Choices = Readonly<Record<DeviceKind, readonly Choice[]>>;
const NOTHING: Choices = { camera: [], microphone: [], speaker: [] };

/** The person's own camera and microphone, from the device check to the end of the meeting. */
export class LocalMedia {
  /** What is captured now. A camera that is off is not captured: its light is out. */
  readonly camera = signal<MediaStreamTrack | null>(null);
  readonly microphone = signal<MediaStreamTrack | null>(null);
  /** What the person wants, whether or not there is a device. */
  readonly cameraOn = signal(true);
  readonly microphoneOn = signal(true);
  readonly cameraProblem = signal<LocalProblem | null>(null);
  readonly microphoneProblem = signal<LocalProblem | null>(null);
  /** The browser is asking the person. */
  readonly asking = signal(false);
  readonly choices = signal<Choices>(NOTHING);
  /** Where the sound of the meeting goes; a change is followed by those who play it. */
  readonly speaker = signal(0);

  /** Each capture of a device makes those before it void: answers of the browser can come late. */
  readonly #turn: Record<Source, number> = { camera: 0, microphone: 0 };
  readonly #deviceChange = (): void => void this.refresh();
  #stopped = false;

  /** Asks for both devices. */
  async start(): Promise<void> {
    const turns = { camera: ++this.#turn.camera, microphone: ++this.#turn.microphone };
    this.asking.value = true;
    const captured = await captureBoth();
    this.asking.value = false;
    this.#take('camera', captured.camera, turns.camera);
    this.#take('microphone', captured.microphone, turns.microphone);
    if (!this.cameraOn.value) this.#release('camera');
    await this.refresh();
    const devices = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
    devices?.addEventListener('devicechange', this.#deviceChange);
  }

  /** Tries one device again. */
  async retry(source: Source): Promise<void> {
    const turn = ++this.#turn[source];
    this.#take(source, await capture(source), turn);
    await this.refresh();
  }

  /** Chooses a device, remembers it, and uses it at once. */
  async choose(kind: DeviceKind, id: string): Promise<void> {
    remember(kind, id);
    if (kind === 'speaker') this.speaker.value += 1;
    else if (kind === 'microphone' || this.cameraOn.value) await this.retry(kind);
  }

  async setCamera(on: boolean): Promise<void> {
    this.cameraOn.value = on;
    if (on) await this.retry('camera');
    else this.#release('camera');
  }

  /** Off is silence on the same track, so that on again is immediate. */
  async setMicrophone(on: boolean): Promise<void> {
    this.microphoneOn.value = on;
    const track = this.microphone.value;
    if (track !== null) track.enabled = on;
    else if (on) await this.retry('microphone');
  }

  async refresh(): Promise<void> {
    const [camera, microphone, speaker] = await Promise.all([choices('camera'), choices('microphone'), choices('speaker')]);
    this.choices.value = { camera, microphone, speaker };
  }

  /** Lets go of everything. */
  stop(): void {
    this.#stopped = true;
    this.#release('camera');
    this.#release('microphone');
    (navigator as { mediaDevices?: MediaDevices }).mediaDevices?.removeEventListener('devicechange', this.#deviceChange);
  }

  #take(source: Source, captured: Captured, turn: number): void {
    if (turn !== this.#turn[source] || this.#stopped) {
      captured.track?.stop();
      return;
    }
    const [slot, problem] = source === 'camera' ? [this.camera, this.cameraProblem] : [this.microphone, this.microphoneProblem];
    slot.value?.stop();
    problem.value = captured.problem;
    if (captured.track !== null) {
      if (source === 'microphone') captured.track.enabled = this.microphoneOn.value;
      const track = captured.track;
      // Unplugged: another device may be there.
      track.addEventListener('ended', () => { if (slot.value === track) void this.retry(source); });
    }
    slot.value = captured.track;
  }

  #release(source: Source): void {
    this.#turn[source] += 1;
    const slot = source === 'camera' ? this.camera : this.microphone;
    slot.value?.stop();
    slot.value = null;
  }
}
