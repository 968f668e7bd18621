import { present, type MeetingState } from './state';

/** One place in the grid. */
export interface Tile {
  /** Stays the same while the place shows the same slot, or the same person without one. */
  readonly key: string;
  readonly slot: number | null;
  /** The m-line whose picture it is. */
  readonly mid: string | null;
  readonly participant: string;
}

export interface Tiles {
  readonly shown: readonly Tile[];
  /** How many others take part and have no place. */
  readonly more: number;
}

/**
 * Who is shown: first whoever the server has bound to a slot, in the order of the slots, then the others, a telephone for
 * instance, as names. Oneself is not among them.
 */
export function tiles(state: MeetingState, most: number): Tiles {
  const self = state.you?.participant;
  const others = present(state).filter(({ participant }) => participant !== self);
  const known = new Set(others.map(({ participant }) => participant));
  const bound: Tile[] = [];
  for (const { slot, mid, participant } of [...state.slots].sort((a, b) => a.slot - b.slot)) {
    // A binding can come before or after its person in the roster; without a name there is nothing to show yet.
    if (participant === undefined || !known.has(participant)) continue;
    bound.push({ key: `slot-${slot}`, slot, mid, participant });
  }
  const seen = new Set(bound.map(({ participant }) => participant));
  const unseen = others.filter(({ participant }) => !seen.has(participant));
  const all = [
    ...bound,
    ...unseen.map(({ participant }): Tile => ({ key: `person-${participant}`, slot: null, mid: null, participant })),
  ];
  const shown = all.slice(0, most);
  const faces = new Set(shown.map(({ participant }) => participant));
  return { shown, more: others.filter(({ participant }) => !faces.has(participant)).length };
}
