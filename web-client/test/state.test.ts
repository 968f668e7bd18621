import { describe, expect, it } from 'vitest';
import { away, happenings, initials, MOST_CHAT_LINES, NOTHING_YET, place, present, reduce, waiting } from '../src/meeting/state';
import { tiles } from '../src/meeting/tiles';
import { meeting, person, standing } from './fakes/people';

describe('what is known of the meeting', () => {
  it('follows the messages, each of which replaces what was before', () => {
    const roster = { title: 'Budget', locked: true, people: [person('a')] };
    const you = { participant: 'me', role: 'host', in_lobby: true, muted: false, muted_by_host: false, recorded: false } as const;
    const state = reduce(reduce(NOTHING_YET, { type: 'roster', body: roster }), { type: 'you_are', body: you });
    expect(state.roster).toBe(roster);
    expect(place(NOTHING_YET)).toBe('entering');
    expect(place(state)).toBe('lobby');
    expect(place(reduce(state, { type: 'you_are', body: { ...you, in_lobby: false } }))).toBe('meeting');
  });

  it('is the same object after a message that says nothing about the meeting', () => {
    expect(reduce(NOTHING_YET, { type: 'digit', body: { digit: '1' } })).toBe(NOTHING_YET);
  });

  it('keeps no more chat than it may', () => {
    let state = NOTHING_YET;
    for (let n = 0; n < MOST_CHAT_LINES + 5; n++) state = reduce(state, { type: 'chat', body: { text: String(n), at: '' } });
    expect(state.chat).toHaveLength(MOST_CHAT_LINES);
    expect(state.chat[0]?.text).toBe('5');
  });

  it('tells those who take part from those who wait and those who left', () => {
    const state = meeting([standing('a', 'joined'), standing('b', 'lobby'), standing('c', 'lost'), standing('d', 'left'), standing('e', 'invited')]);
    expect(present(state).map((p) => p.participant)).toEqual(['a', 'c', 'e']);
    expect(waiting(state).map((p) => p.participant)).toEqual(['b']);
    expect(away(state)).toEqual([]);
    const missed = person('f', { presence: 'left', away: { reason: 'busy', again: false } });
    expect(away(meeting([missed, standing('d', 'left')])).map((p) => p.participant)).toEqual(['f']);
  });
});

describe('what others hear about', () => {
  const before = meeting([person('me'), standing('a', 'joined'), standing('b', 'lobby')]);

  it('is who came, left and waits', () => {
    const after = meeting([person('me'), standing('b', 'joined'), standing('c', 'lobby')]);
    expect(happenings(before, after)).toEqual([
      { what: 'joined', name: 'Name of b' },
      { what: 'waits', name: 'Name of c' },
      { what: 'left', name: 'Name of a' },
    ]);
  });

  it('is who was called in vain, and not who left when nobody was called', () => {
    const called = meeting([standing('a', 'invited'), standing('b', 'joined')]);
    const missed = meeting([standing('a', 'left'), standing('b', 'left')]);
    expect(happenings(called, missed)).toEqual([{ what: 'unreached', name: 'Name of a' }, { what: 'left', name: 'Name of b' }]);
    expect(happenings(missed, called).map(({ what }) => what)).toEqual(['joined']);
  });

  it('is nothing for a broken connection that comes back, nor for oneself, nor at the beginning', () => {
    const lost = meeting([standing('me', 'lost'), standing('a', 'lost'), standing('b', 'lobby')]);
    expect(happenings(before, lost)).toEqual([]);
    expect(happenings(lost, before)).toEqual([]);
    expect(happenings(NOTHING_YET, before)).toEqual([]);
  });
});

describe('tiles', () => {
  it('show the bound slots first, then those without one, never oneself', () => {
    const state = meeting([person('me'), person('a'), person('b'), person('phone')], ['b', undefined, 'a']);
    expect(tiles(state, 9).shown.map(({ key, mid }) => [key, mid])).toEqual([['slot-0', '1'], ['slot-2', '3'], ['person-phone', null]]);
  });

  it('count those who have no place', () => {
    const state = meeting([person('me'), person('a'), person('b'), person('c')], ['a', 'b', 'c']);
    expect(tiles(state, 2)).toMatchObject({ more: 1 });
    expect(tiles(state, 2).shown).toHaveLength(2);
  });

  it('do not show a binding whose person is not known', () => {
    expect(tiles(meeting([person('me')], ['ghost']), 9).shown).toEqual([]);
  });
});

describe('initials', () => {
  it.each([['Åsa Lindqvist', 'ÅL'], ['  per  ', 'P'], ['Anna Maria von Essen', 'AE'], ['', ''], ['𝒜b c', '𝒜C']])('of %s are %s', (name, letters) => {
    expect(initials(name)).toBe(letters);
  });
});
