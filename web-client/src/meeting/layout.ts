import type { WishedPicture } from '../protocol/messages';

/** A place in CSS pixels. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

/** How tiles are laid out: all of one size. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly tile: Box;
}

export const GAP = 8;
const ASPECT = 16 / 9;
/** Smaller than this nobody is recognised. */
const SMALLEST_TILE = 150;
/** Taller than wide is allowed this far: pictures are cut at the sides on a phone rather than made tiny. */
const TALLEST_ASPECT = 3 / 4;

/** The grid that shows `count` tiles as large as possible. */
export function grid(box: Box, count: number): Grid {
  let best: Grid = { columns: 1, rows: Math.max(1, count), tile: { width: 0, height: 0 } };
  let most = -1;
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(Math.max(1, count) / columns);
    const tile = fit({
      width: (box.width - GAP * (columns - 1)) / columns,
      height: (box.height - GAP * (rows - 1)) / rows,
    });
    const area = tile.width * tile.height;
    if (area > most) {
      most = area;
      best = { columns, rows, tile };
    }
  }
  return best;
}

/** The largest tile in a cell: not wider than a camera's picture, not taller than a portrait. */
function fit({ width, height }: Box): Box {
  const [w, h] = [Math.max(0, width), Math.max(0, height)];
  if (w / h > ASPECT) return { width: Math.floor(h * ASPECT), height: Math.floor(h) };
  if (w / h < TALLEST_ASPECT) return { width: Math.floor(w), height: Math.floor(w / TALLEST_ASPECT) };
  return { width: Math.floor(w), height: Math.floor(h) };
}

/** How many tiles a place can show without making them unrecognisable; at least one. */
export function capacity(box: Box): number {
  const columns = Math.max(1, Math.floor((box.width + GAP) / (SMALLEST_TILE + GAP)));
  const rows = Math.max(1, Math.floor((box.height + GAP) / (SMALLEST_TILE / TALLEST_ASPECT / 1.6 + GAP)));
  return columns * rows;
}

/** Encoders work in blocks of this many pixels; finer wishes would only cause more messages. */
const WISH_STEP = 16;
const LARGEST_WISH = 3840;

/**
 * What to wish for: the first `shown` slots, each as large as its tile in device pixels. Slots that are not named are not wanted.
 */
export function wishes(slots: readonly number[], shown: number, tile: Box, pixelRatio: number): readonly WishedPicture[] {
  const pixels = (length: number): number =>
    Math.min(LARGEST_WISH, Math.max(WISH_STEP, Math.round((length * pixelRatio) / WISH_STEP) * WISH_STEP));
  if (tile.width <= 0 || tile.height <= 0) return [];
  return [...slots]
    .sort((a, b) => a - b)
    .slice(0, shown)
    .map((slot) => ({ slot, size: { width: pixels(tile.width), height: pixels(tile.height) } }));
}
