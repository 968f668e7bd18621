/** What the camera is asked for; browsers give what they have. */
export const CAMERA = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } } as const;

/** Rates of the layers from the largest (720p) to the smallest: each has a quarter of the pixels of the one before. */
const RATES = [1_700_000, 500_000, 150_000] as const;
/** One picture for everybody: what a room of 720p sends. */
const SINGLE_RATE = 1_700_000;

type WithRid = { readonly rid?: string; readonly active?: boolean };
/** What is set for one encoding. */
export interface Limits {
  readonly scaleResolutionDownBy: number;
  readonly maxBitrate: number;
  readonly active: boolean;
}

/**
 * Limits for the encodings that an offer made, in their order. The offer names layers from the smallest to the largest
 * (`l`, `m`, `h`), so that the last has the whole picture.
 */
export function limitsFor(encodings: readonly WithRid[]): readonly Limits[] {
  if (encodings.length <= 1) return encodings.map(() => ({ scaleResolutionDownBy: 1, maxBitrate: SINGLE_RATE, active: true }));
  return encodings.map((_, index) => {
    const below = encodings.length - 1 - index;
    return { scaleResolutionDownBy: 2 ** below, maxBitrate: RATES[below] ?? 150_000, active: true };
  });
}
