import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { capture, captureBoth, environmentProblem } from '../src/media/devices';
import { LocalMedia } from '../src/media/local';
import { remember, remembered } from '../src/ui/memory';
import { FakeTrack, track } from './fakes/connection';

type Asked = { readonly [K in 'video' | 'audio']?: { readonly deviceId?: { readonly exact: string } } };

/** A computer with these devices; the browser asks `allow` before it opens one. */
function computer(devices: Readonly<Record<'audio' | 'video', readonly string[]>>, allow: () => void = () => undefined) {
  const open = (kind: 'audio' | 'video', wanted: Asked['audio']): MediaStreamTrack[] => {
    if (wanted === undefined) return [];
    allow();
    const chosen = wanted.deviceId?.exact ?? devices[kind][0];
    if (chosen === undefined) throw new DOMException('', 'NotFoundError');
    if (!devices[kind].includes(chosen)) throw new DOMException('', 'OverconstrainedError');
    return [track(kind, chosen)];
  };
  // What is thrown inside becomes the refusal of the promise.
  const getUserMedia = vi.fn((asked: Asked) => new Promise((done) => {
    const [audio, video] = [open('audio', asked.audio), open('video', asked.video)];
    done({ getTracks: () => [...audio, ...video], getAudioTracks: () => audio, getVideoTracks: () => video });
  }));
  const enumerateDevices = () => Promise.resolve([]);
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia, enumerateDevices, addEventListener: vi.fn(), removeEventListener: vi.fn() } });
  return getUserMedia;
}

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

describe('devices', () => {
  it('are opened with one question', async () => {
    const getUserMedia = computer({ audio: ['mic'], video: ['cam'] });
    const { camera, microphone } = await captureBoth();
    expect([camera.track?.id, microphone.track?.id]).toEqual(['cam', 'mic']);
    expect(getUserMedia).toHaveBeenCalledTimes(1);
  });

  it('do not need each other', async () => {
    computer({ audio: ['mic'], video: [] });
    const { camera, microphone } = await captureBoth();
    expect([camera.problem, microphone.track?.id]).toEqual(['camera_missing', 'mic']);
  });

  it('are those that were remembered, or others when these are gone', async () => {
    computer({ audio: ['mic', 'headset'], video: ['cam'] });
    remember('microphone', 'headset');
    expect((await capture('microphone')).track?.id).toBe('headset');
    remember('microphone', 'unplugged');
    expect((await capture('microphone')).track?.id).toBe('mic');
    expect((await captureBoth()).microphone.track?.id).toBe('mic');
  });

  it('say that the person refused', async () => {
    computer({ audio: ['mic'], video: ['cam'] }, () => { throw new DOMException('', 'NotAllowedError'); });
    const { camera, microphone } = await captureBoth();
    expect([camera.problem, microphone.problem]).toEqual(['camera_denied', 'microphone_denied']);
  });

  it('are hidden by browsers on pages without a secure connection', () => {
    vi.stubGlobal('navigator', {});
    expect(environmentProblem({ isSecureContext: false })).toBe('insecure_context');
    expect(environmentProblem({ isSecureContext: true })).toBe('unsupported_browser');
  });
});

describe('the person’s own media', () => {
  it('lets go of a camera that is off, and takes it again', async () => {
    computer({ audio: ['mic'], video: ['cam'] });
    const local = new LocalMedia();
    await local.start();
    const first = local.camera.value as unknown as FakeTrack;
    await local.setCamera(false);
    expect([first.stopped, local.camera.value]).toEqual([true, null]);
    await local.setCamera(true);
    expect(local.camera.value?.id).toBe('cam');
  });

  it('keeps the microphone and makes it silent, a newly chosen one as well', async () => {
    computer({ audio: ['mic', 'headset'], video: ['cam'] });
    const local = new LocalMedia();
    await local.start();
    await local.setMicrophone(false);
    expect(local.microphone.value?.enabled).toBe(false);
    await local.choose('microphone', 'headset');
    expect([local.microphone.value?.id, local.microphone.value?.enabled]).toEqual(['headset', false]);
    expect(remembered('microphone')).toBe('headset');
    await local.setMicrophone(true);
    expect(local.microphone.value?.enabled).toBe(true);
  });

  it('does not turn a camera on that was turned off while the browser still asked', async () => {
    computer({ audio: ['mic'], video: ['cam'] });
    const local = new LocalMedia();
    const starting = local.start();
    await local.setCamera(false);
    await starting;
    expect(local.camera.value).toBeNull();
    expect(local.microphone.value?.id).toBe('mic');
  });

  it('takes another device when one is unplugged', async () => {
    computer({ audio: ['mic'], video: ['cam'] });
    const local = new LocalMedia();
    await local.start();
    const first = local.camera.value as unknown as FakeTrack;
    first.dispatchEvent(new Event('ended'));
    await vi.waitFor(() => expect(local.camera.value).not.toBe(first));
  });

  it('holds nothing after its end, whatever comes late', async () => {
    computer({ audio: ['mic'], video: ['cam'] });
    const local = new LocalMedia();
    const starting = local.start();
    local.stop();
    await starting;
    expect([local.camera.value, local.microphone.value]).toEqual([null, null]);
  });
});
