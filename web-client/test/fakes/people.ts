import type { Person, Presence, Role } from '../../src/protocol/messages';
import type { MeetingState } from '../../src/meeting/state';

export function person(participant: string, more: Partial<Person> = {}): Person {
  return {
    participant, name: `Name of ${participant}`, identity: { type: 'anonymous' }, role: 'speaker', presence: 'joined',
    edges: ['browser'], muted: false, has_picture: true, speaking: false, ...more,
  };
}

/** A meeting as `me` knows it. */
export function meeting(people: readonly Person[], bound: readonly (string | undefined)[] = [], role: Role = 'speaker'): MeetingState {
  return {
    you: { participant: 'me', role, in_lobby: false, muted: false, muted_by_host: false, recorded: false },
    roster: { title: 'Budget', locked: false, people: [...people] },
    slots: bound.map((participant, slot) => ({ slot, mid: String(slot + 1), ...(participant === undefined ? {} : { participant }) })),
    chat: [],
    ringing: false,
  };
}

export function standing(participant: string, presence: Presence): Person {
  return person(participant, { presence });
}
