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
/** Pictures are cut at the sides this far to use the place: little on a screen, more on a phone, where they would be tiny. */
const TALLEST_ASPECT = { wide: 4 / 3, tall: 1 } as const;
/** The smallest tile's height. */
const SMALLEST_HEIGHT = 112;

/** The grid that shows `count` tiles as large as possible. */
export function grid(box: Box, count: number): Grid {
  const tallest = box.width >= box.height ? TALLEST_ASPECT.wide : TALLEST_ASPECT.tall;
  let best: Grid = { columns: 1, rows: Math.max(1, count), tile: { width: 0, height: 0 } };
  let most = -1;
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(Math.max(1, count) / columns);
    const cell = {
      width: (box.width - GAP * (columns - 1)) / columns,
      height: (box.height - GAP * (rows - 1)) / rows,
    };
    const tile = fit(cell, tallest);
    const area = tile.width * tile.height;
    if (area > most) {
      most = area;
      best = { columns, rows, tile };
    }
  }
  return best;
}

/** The largest tile in a cell: not wider than a camera's picture, not taller than `tallest`. */
function fit({ width, height }: Box, tallest: number): Box {
  const [w, h] = [Math.max(0, width), Math.max(0, height)];
  if (w / h > ASPECT) return { width: Math.floor(h * ASPECT), height: Math.floor(h) };
  if (w / h < tallest) return { width: Math.floor(w), height: Math.floor(w / tallest) };
  return { width: Math.floor(w), height: Math.floor(h) };
}

/** How many tiles a place can show without making them unrecognisable; at least one. */
export function capacity(box: Box): number {
  const columns = Math.max(1, Math.floor((box.width + GAP) / (SMALLEST_TILE + GAP)));
  const rows = Math.max(1, Math.floor((box.height + GAP) / (SMALLEST_HEIGHT + GAP)));
  return columns * rows;
}

/** Encoders work in blocks of this many pixels; finer wishes would only cause more messages. */
const WISH_STEP = 16;
const LARGEST_WISH = 3840;

/**
 * What to wish for: the first `shown` slots, each with a picture that fills its tile, in device pixels. Slots that are not named are not wanted.
 */
export function wishes(slots: readonly number[], shown: number, tile: Box, pixelRatio: number): readonly WishedPicture[] {
  const pixels = (length: number): number =>
    Math.min(LARGEST_WISH, Math.max(WISH_STEP, Math.round((length * pixelRatio) / WISH_STEP) * WISH_STEP));
  if (tile.width <= 0 || tile.height <= 0) return [];
  // A tile is filled: what is cut away at the sides has to come all the same.
  const picture = { width: Math.max(tile.width, tile.height * ASPECT), height: Math.max(tile.height, tile.width / ASPECT) };
  return [...slots]
    .sort((a, b) => a - b)
    .slice(0, shown)
    .map((slot) => ({ slot, size: { width: pixels(picture.width), height: pixels(picture.height) } }));
}
