import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { problemOf } from '../src/media/devices';
import { limitsFor } from '../src/media/encodings';
import { BLOCKED_AFTER_MS, INTERRUPTED_MS, MediaHealth, RESTART_EVERY_MS, type MediaState, type PathState } from '../src/media/health';
import { level } from '../src/media/level';
import { sections, sendingMids } from '../src/media/sdp';
import { OFFER } from './fakes/offer';

describe('reading an offer', () => {
  it('finds the m-lines that the server receives on, and the layers that it would take', () => {
    const found = sections(OFFER);
    expect(found.map(({ kind, mid, receives }) => [kind, mid, receives])).toEqual([
      ['audio', '0', true], ['video', '1', true], ['video', '2', false], ['video', '3', false],
    ]);
    expect(found[1]?.rids).toEqual(['l', 'm', 'h']);
    expect(found[2]?.rids).toEqual([]);
    expect(sendingMids(found)).toEqual({ audio: '0', video: '1' });
  });

  it('knows alternatives and paused layers, and does not take those that the server sends', () => {
    const line = (simulcast: string) => sections(`v=0\r\nm=video 9 x 96\r\na=mid:1\r\na=simulcast:${simulcast}\r\n`)[0]?.rids;
    expect(line('send a;b recv l,l2;~h')).toEqual(['l', 'h']);
    expect(line('send a;b')).toEqual([]);
    expect(line('recv')).toEqual([]);
  });

  it('does not send on a refused m-line', () => {
    expect(sendingMids(sections('v=0\r\nm=audio 0 x 0\r\na=mid:0\r\nm=audio 9 x 0\r\na=mid:7\r\n'))).toEqual({ audio: '7', video: null });
  });
});

describe('limits of the encodings', () => {
  it('give the whole picture to the last layer and a quarter to each before', () => {
    expect(limitsFor([{ rid: 'l' }, { rid: 'm' }, { rid: 'h' }]).map(({ scaleResolutionDownBy }) => scaleResolutionDownBy)).toEqual([4, 2, 1]);
    const rates = limitsFor([{}, {}, {}]).map(({ maxBitrate }) => maxBitrate);
    expect([...rates].sort((a, b) => a - b)).toEqual(rates);
  });

  it('let one encoding have everything', () => {
    expect(limitsFor([{}])).toEqual([{ scaleResolutionDownBy: 1, maxBitrate: 1_700_000, active: true }]);
    expect(limitsFor([])).toEqual([]);
  });
});

describe('what a refusal of the browser means', () => {
  it.each([
    ['NotAllowedError', 'camera_denied'], ['SecurityError', 'camera_denied'], ['NotFoundError', 'camera_missing'],
    ['OverconstrainedError', 'camera_missing'], ['NotReadableError', 'camera_in_use'], ['AbortError', 'camera_in_use'],
  ])('%s is %s', (name, problem) => {
    expect(problemOf('camera', new DOMException('', name))).toBe(problem);
  });

  it('speaks of the microphone when that was asked for', () => {
    expect(problemOf('microphone', new DOMException('', 'NotFoundError'))).toBe('microphone_missing');
  });
});

describe('loudness', () => {
  it('is nothing for silence, all for loud speech, and grows in between', () => {
    const tone = (amplitude: number) => Float32Array.from({ length: 1024 }, (_, n) => amplitude * Math.sin(n / 5));
    const levels = [0, 0.003, 0.03, 0.3].map((amplitude) => level(tone(amplitude)));
    expect(levels[0]).toBe(0);
    expect([...levels].sort((a, b) => a - b)).toEqual(levels);
    expect(level(tone(1))).toBe(1);
    expect(level(new Float32Array())).toBe(0);
  });
});

describe('the health of the media path', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function start() {
    const told = { states: [] as MediaState[], restarts: 0 };
    const now: { path: PathState } = { path: 'failed' };
    const health = new MediaHealth(() => (told.restarts += 1), (state) => told.states.push(state), () => now.path);
    health.begun();
    return { health, told, now };
  }

  it('asks for nothing while all is well', () => {
    const { health, told } = start();
    health.path('checking');
    health.path('connected');
    vi.advanceTimersByTime(60_000);
    expect(told).toEqual({ states: ['connecting', 'connected'], restarts: 0 });
  });

  it('lets a short break heal by itself', () => {
    const { health, told } = start();
    health.path('connected');
    health.path('disconnected');
    vi.advanceTimersByTime(INTERRUPTED_MS - 1);
    health.path('connected');
    vi.advanceTimersByTime(60_000);
    expect(told.restarts).toBe(0);
    expect(told.states).toEqual(['connecting', 'connected', 'interrupted', 'connected']);
  });

  it('asks for a new path after a longer one, and again as long as none comes', () => {
    const { health, told } = start();
    health.path('connected');
    health.path('disconnected');
    vi.advanceTimersByTime(INTERRUPTED_MS);
    expect(told.restarts).toBe(1);
    health.path('failed');
    vi.advanceTimersByTime(RESTART_EVERY_MS);
    expect(told.restarts).toBe(2);
    health.path('connected');
    vi.advanceTimersByTime(60_000);
    expect(told.restarts).toBe(2);
  });

  it('asks at once when the network changes during a break', () => {
    const { health, told } = start();
    health.path('connected');
    health.networkChanged();
    expect(told.restarts).toBe(0);
    health.path('disconnected');
    health.networkChanged();
    expect(told.restarts).toBe(1);
  });

  it('says that the network blocks media when no path ever came, and takes it back when one does', () => {
    const { health, told } = start();
    health.path('failed');
    vi.advanceTimersByTime(BLOCKED_AFTER_MS);
    expect(told.states.at(-1)).toBe('blocked');
    expect(told.restarts).toBeGreaterThan(1);
    health.path('connected');
    expect(told.states.at(-1)).toBe('connected');
  });

  it('sees a path that works again without having said so', () => {
    const { health, told, now } = start();
    health.path('connected');
    health.path('failed');
    vi.advanceTimersByTime(0);
    expect(told.restarts).toBe(1);
    now.path = 'connected';
    vi.advanceTimersByTime(RESTART_EVERY_MS);
    expect(told.restarts).toBe(1);
    expect(told.states.at(-1)).toBe('connected');
  });

  it('is silent after its end', () => {
    const { health, told } = start();
    health.path('failed');
    health.stop();
    vi.advanceTimersByTime(60_000);
    expect(told).toEqual({ states: ['connecting'], restarts: 0 });
  });
});
