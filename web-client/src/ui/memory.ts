/** What the page remembers on this computer: choices, never a token. */
export type MemoryKey = 'language' | 'name' | 'camera' | 'microphone' | 'speaker';

const PREFIX = 'tolk.';

/** What was remembered; `null` when nothing was, or when the browser keeps nothing (private windows, policy). */
export function remembered(key: MemoryKey): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

/** Remembers where the browser lets it. */
export function remember(key: MemoryKey, value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // Nothing is lost but a convenience.
  }
}
