import type { ChatLine, Person, Roster, ServerMessage, SlotBinding, YouAre } from '../protocol/messages';

/** What the server has told about the meeting. */
export interface MeetingState {
  readonly you: YouAre | null;
  readonly roster: Roster | null;
  readonly slots: readonly SlotBinding[];
  readonly chat: readonly ChatLine[];
  readonly ringing: boolean;
}

export const NOTHING_YET: MeetingState = { you: null, roster: null, slots: [], chat: [], ringing: false };

/** Older lines than these are not kept: a page may stay open for days. */
export const MOST_CHAT_LINES = 500;

/** Where the person stands. */
export type Place = 'entering' | 'lobby' | 'meeting';

/** The state after a message. Messages that say nothing about the meeting leave it as it is. */
export function reduce(state: MeetingState, message: ServerMessage): MeetingState {
  switch (message.type) {
    case 'you_are':
      return { ...state, you: message.body };
    case 'roster':
      return { ...state, roster: message.body };
    case 'slots':
      return { ...state, slots: message.body.slots };
    case 'chat':
      return { ...state, chat: [...state.chat, message.body].slice(-MOST_CHAT_LINES) };
    case 'ringing':
      return { ...state, ringing: true };
    case 'welcome':
    case 'resumed':
    case 'media':
    case 'refuse_media':
    case 'candidates':
    case 'control_done':
    case 'digit':
    case 'prefer':
    case 'ended':
    case 'error':
    case 'ping':
    case 'pong':
      return state;
  }
}

export function place({ you }: MeetingState): Place {
  if (you === null) return 'entering';
  return you.in_lobby ? 'lobby' : 'meeting';
}

/** Those who take part, the person included, and those who are being called. */
export function present({ roster }: MeetingState): readonly Person[] {
  return (roster?.people ?? []).filter(({ presence }) => presence === 'joined' || presence === 'lost' || presence === 'invited');
}

/** Those who were called and are not there; only hosts are told of them. */
export function away({ roster }: MeetingState): readonly Person[] {
  return (roster?.people ?? []).filter((person) => person.presence === 'left' && person.away !== undefined);
}

/** Those who wait. */
export function waiting({ roster }: MeetingState): readonly Person[] {
  return (roster?.people ?? []).filter(({ presence }) => presence === 'lobby');
}

export function isHost({ you }: MeetingState): boolean {
  return you?.role === 'host';
}

export function personById({ roster }: MeetingState, participant: string | undefined): Person | null {
  return roster?.people.find((person) => person.participant === participant) ?? null;
}

/** Up to two letters for a person without a picture. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter((word) => word !== '');
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map(firstLetter).join('').toLocaleUpperCase();
}

function firstLetter(word: string | undefined): string {
  const letter = word?.codePointAt(0);
  return letter === undefined ? '' : String.fromCodePoint(letter);
}

/** Something that others should hear about. */
export type Happening = { readonly what: 'joined' | 'left' | 'waits' | 'unreached'; readonly name: string };

/** What happened between two states, the person's own coming and going excepted. */
export function happenings(before: MeetingState, after: MeetingState): readonly Happening[] {
  if (before.roster === null || after.roster === null) return [];
  const self = after.you?.participant;
  const [was, is] = [standing(before), standing(after)];
  const found: Happening[] = [];
  for (const [id, { presence, name }] of is) {
    const earlier = was.get(id)?.presence;
    if (id === self || presence === earlier) continue;
    if (presence === 'joined' && earlier !== 'lost') found.push({ what: 'joined', name });
    if (presence === 'lobby') found.push({ what: 'waits', name });
    if (presence === 'left' && earlier === 'invited') found.push({ what: 'unreached', name });
  }
  for (const [id, { presence, name }] of was) {
    const later = is.get(id)?.presence;
    const wasIn = presence === 'joined' || presence === 'lost';
    if (id !== self && wasIn && (later === undefined || later === 'left')) found.push({ what: 'left', name });
  }
  return found;
}

function standing({ roster }: MeetingState): Map<string, Person> {
  return new Map((roster?.people ?? []).map((person) => [person.participant, person]));
}
