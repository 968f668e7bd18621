/** From opening a websocket to `welcome` or `resumed`: slow networks need seconds, more is a dead one. */
export const HANDSHAKE_MS = 10_000;
/** How soon something must be heard when the network may have changed. */
export const PROBE_MS = 4_000;
/** How long a leaving client waits for the server's goodbye. */
export const LEAVE_MS = 1_000;
/** How many times the first connection is tried before the person is told; the person can then try again. */
export const FIRST_ATTEMPTS = 4;
/** How long a lost connection is tried again. */
export const GIVE_UP_MS = 5 * 60_000;

const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 8_000;

/**
 * The pause before another attempt, after `attempts` of them: doubled each time, and never the same for all clients, which
 * would otherwise come back to a restarted server in one moment.
 */
export function backoff(attempts: number, random: () => number): number {
  const full = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts, 10));
  return full * (0.5 + random() / 2);
}
