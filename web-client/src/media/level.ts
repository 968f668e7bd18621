/** A view that moves more often than this is restless, and costs battery. */
const LOOK_EVERY_MS = 60;
/** Below this a microphone hears only its own noise. */
const SILENCE_DB = -60;
/** Loud speech close to the microphone. */
const LOUD_DB = -12;
/** A level above this is a voice and not the room. */
export const VOICE_LEVEL = 0.35;

let shared: AudioContext | null = null;

/** The one audio context of the page: browsers allow few. */
export function audioContext(): AudioContext | null {
  if (typeof AudioContext === 'undefined') return null;
  shared ??= new AudioContext();
  if (shared.state === 'suspended') void shared.resume().catch(() => undefined);
  return shared;
}

/** Tells how loud a track is, from 0 to 1, until the returned function is called. */
export function watchLevel(track: MediaStreamTrack, tell: (level: number) => void): () => void {
  const context = audioContext();
  if (context === null) return () => undefined;
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    tell(track.enabled ? level(samples) : 0);
  }, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
    source.disconnect();
  };
}

/** The loudness of samples between -1 and 1: 0 for silence, 1 for loud speech, in steps that ears hear as equal. */
export function level(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibel = 20 * Math.log10(Math.sqrt(sum / Math.max(1, samples.length)) + 1e-9);
  return Math.min(1, Math.max(0, (decibel - SILENCE_DB) / (LOUD_DB - SILENCE_DB)));
}
