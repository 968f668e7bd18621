import { useSpeaker } from './devices';
import { audioContext } from './level';

/** Two soft notes, a fifth apart. */
const NOTES = [
  { frequency: 523.25, at: 0 },
  { frequency: 783.99, at: 0.28 },
] as const;
const NOTE_SECONDS = 0.9;
export const CHIME_MS = 1400;

/** Plays a test sound on the chosen speaker. It ends by itself after [`CHIME_MS`]. */
export async function chime(): Promise<void> {
  const context = audioContext();
  if (context === null) return;
  const out = context.createMediaStreamDestination();
  for (const { frequency, at } of NOTES) {
    const [tone, gate] = [context.createOscillator(), context.createGain()];
    const start = context.currentTime + 0.05 + at;
    tone.frequency.value = frequency;
    gate.gain.setValueAtTime(0, start);
    gate.gain.linearRampToValueAtTime(0.25, start + 0.02);
    gate.gain.exponentialRampToValueAtTime(0.001, start + NOTE_SECONDS);
    tone.connect(gate).connect(out);
    tone.start(start);
    tone.stop(start + NOTE_SECONDS);
  }
  // Through an element, because only elements can be sent to a chosen speaker.
  const element = new Audio();
  element.srcObject = out.stream;
  await useSpeaker(element);
  await element.play();
  setTimeout(() => { element.srcObject = null; }, CHIME_MS);
}
