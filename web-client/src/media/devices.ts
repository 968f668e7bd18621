import type { LocalProblem } from '../i18n/problems';
import { remembered } from '../ui/memory';
import { CAMERA } from './encodings';

/** A device that sends. */
export type Source = 'camera' | 'microphone';
/** Any device that can be chosen. */
export type DeviceKind = Source | 'speaker';

/** A track, or why there is none. */
export type Captured =
  | { readonly track: MediaStreamTrack; readonly problem: null }
  | { readonly track: null; readonly problem: LocalProblem };

const KINDS: Readonly<Record<DeviceKind, MediaDeviceKind>> = {
  camera: 'videoinput',
  microphone: 'audioinput',
  speaker: 'audiooutput',
};

/** What stands in the way of any camera and any meeting on this page. */
export function environmentProblem(scope: { isSecureContext: boolean } = globalThis): LocalProblem | null {
  if (typeof RTCPeerConnection === 'undefined' || typeof WebSocket === 'undefined') return 'unsupported_browser';
  // Outside of a secure context browsers hide `mediaDevices` altogether, whatever the types say.
  const devices = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
  if (devices !== undefined) return null;
  return scope.isSecureContext ? 'unsupported_browser' : 'insecure_context';
}

/** Opens the chosen device, or another when it is gone. */
export async function capture(source: Source, device: string | null = remembered(source)): Promise<Captured> {
  const problem = environmentProblem();
  if (problem !== null) return { track: null, problem };
  try {
    return { track: await open(source, device), problem: null };
  } catch (error) {
    // A remembered device that is unplugged today is replaced by another.
    if (device !== null && isMissing(error)) return capture(source, null);
    return { track: null, problem: problemOf(source, error) };
  }
}

/**
 * Opens both devices with one question to the person. When that fails each is tried alone, so that a missing camera does not
 * cost the microphone.
 */
export async function captureBoth(): Promise<Readonly<Record<Source, Captured>>> {
  const problem = environmentProblem();
  if (problem !== null) return { camera: { track: null, problem }, microphone: { track: null, problem } };
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: videoConstraints(remembered('camera')),
      audio: audioConstraints(remembered('microphone')),
    });
    const [camera, microphone] = [stream.getVideoTracks()[0], stream.getAudioTracks()[0]];
    if (camera !== undefined && microphone !== undefined) {
      return { camera: { track: camera, problem: null }, microphone: { track: microphone, problem: null } };
    }
  } catch {
    // Each is asked for alone below, and says then what is wrong with it.
  }
  const microphone = await capture('microphone');
  return { camera: await capture('camera'), microphone };
}

async function open(source: Source, device: string | null): Promise<MediaStreamTrack> {
  const constraints = source === 'camera' ? { video: videoConstraints(device) } : { audio: audioConstraints(device) };
  const stream = await navigator.mediaDevices.getUserMedia(constraints);
  const track = stream.getTracks()[0];
  if (track === undefined) throw new DOMException('no track', 'NotFoundError');
  return track;
}

function videoConstraints(device: string | null): MediaTrackConstraints {
  return { ...CAMERA, ...wanted(device) };
}

function audioConstraints(device: string | null): MediaTrackConstraints {
  const cleaned = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  return { ...cleaned, ...wanted(device) };
}

/** `exact`, as browsers take another one for `ideal`. No device was ever chosen, or the list was empty when it was: any. */
function wanted(device: string | null): MediaTrackConstraints {
  return device === null || device === '' ? {} : { deviceId: { exact: device } };
}

const PROBLEMS: Readonly<Record<Source, { readonly denied: LocalProblem; readonly missing: LocalProblem; readonly inUse: LocalProblem }>> = {
  camera: { denied: 'camera_denied', missing: 'camera_missing', inUse: 'camera_in_use' },
  microphone: { denied: 'microphone_denied', missing: 'microphone_missing', inUse: 'microphone_in_use' },
};

/** What a refusal of the browser means (names of Media Capture and Streams §10.2, and those that older browsers use). */
export function problemOf(source: Source, error: unknown): LocalProblem {
  if (isMissing(error)) return PROBLEMS[source].missing;
  switch (nameOf(error)) {
    case 'NotReadableError':
    case 'AbortError':
    case 'TrackStartError':
      return PROBLEMS[source].inUse;
    default:
      return PROBLEMS[source].denied;
  }
}

function isMissing(error: unknown): boolean {
  return ['NotFoundError', 'OverconstrainedError', 'DevicesNotFoundError'].includes(nameOf(error));
}

function nameOf(error: unknown): string {
  // Not every error of a browser is an `Error`: an old `OverconstrainedError` has only the name.
  return typeof error === 'object' && error !== null && 'name' in error && typeof error.name === 'string' ? error.name : '';
}

/** A device to choose. */
export interface Choice {
  readonly id: string;
  readonly label: string;
}

/** The devices of a kind; those without an identifier cannot be chosen (nothing was allowed yet). */
export async function choices(kind: DeviceKind): Promise<readonly Choice[]> {
  if (environmentProblem() !== null) return [];
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter((device) => device.kind === KINDS[kind] && device.deviceId !== '')
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}

/** Whether sound can be sent to a chosen speaker; some browsers leave that to the system. */
export function canChooseSpeaker(): boolean {
  return 'setSinkId' in HTMLMediaElement.prototype;
}

/** Sends the sound of an element to the remembered speaker; to the system's own when that is gone. */
export async function useSpeaker(element: HTMLMediaElement, device: string | null = remembered('speaker')): Promise<void> {
  if (!canChooseSpeaker() || device === null) return;
  try {
    await element.setSinkId(device);
  } catch {
    await element.setSinkId('').catch(() => undefined);
  }
}
