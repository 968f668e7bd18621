import { describe, expect, it } from 'vitest';
import { capacity, GAP, grid, wishes } from '../src/meeting/layout';

describe('the grid', () => {
  it('shows tiles as large as possible, within the place and never wider than a camera', () => {
    for (const box of [{ width: 1280, height: 700 }, { width: 344, height: 560 }, { width: 900, height: 300 }]) {
      for (let count = 1; count <= 12; count++) {
        const { columns, rows, tile } = grid(box, count);
        expect(columns * rows).toBeGreaterThanOrEqual(count);
        expect(columns * tile.width + (columns - 1) * GAP).toBeLessThanOrEqual(box.width);
        expect(rows * tile.height + (rows - 1) * GAP).toBeLessThanOrEqual(box.height);
        expect(tile.width / tile.height).toBeLessThanOrEqual(16 / 9 + 0.02);
      }
    }
  });

  it('puts two people beside each other on a screen and above each other on a phone', () => {
    expect(grid({ width: 1280, height: 600 }, 2).columns).toBe(2);
    expect(grid({ width: 344, height: 560 }, 2).columns).toBe(1);
  });

  it('is nothing in no place', () => {
    expect(grid({ width: 0, height: 0 }, 4).tile).toEqual({ width: 0, height: 0 });
    expect(capacity({ width: 0, height: 0 })).toBe(1);
  });

  it('holds fewer on a phone', () => {
    expect(capacity({ width: 1280, height: 660 })).toBeGreaterThanOrEqual(9);
    expect(capacity({ width: 344, height: 560 })).toBeLessThanOrEqual(8);
  });
});

describe('wishes', () => {
  const tile = { width: 323, height: 181 };

  it('name the shown slots in order, in device pixels and in steps of what encoders do', () => {
    expect(wishes([2, 0, 1], 2, tile, 2)).toEqual([
      { slot: 0, size: { width: 640, height: 368 } },
      { slot: 1, size: { width: 640, height: 368 } },
    ]);
  });

  it('do not change for a pixel more or less', () => {
    expect(wishes([0], 1, tile, 1)).toEqual(wishes([0], 1, { width: 322, height: 180 }, 1));
  });

  it('are none for what is hidden', () => {
    expect(wishes([0, 1], 0, tile, 1)).toEqual([]);
    expect(wishes([0, 1], 2, { width: 0, height: 0 }, 1)).toEqual([]);
  });

  it('stay within what the protocol can say', () => {
    expect(wishes([0], 1, { width: 30_000, height: 2 }, 3)[0]?.size).toEqual({ width: 3840, height: 3840 });
  });
});
