import { signal, type ReadonlySignal } from '@preact/signals-core';
import { t, type MessageKey } from '../i18n';
import type { Away, Person } from '../protocol/messages';
import { confirm } from '../ui/dialog';
import { each, h, show } from '../ui/dom';
import { icon } from '../ui/icons';
import { button, field, spoken } from '../ui/parts';
import { onCleanup } from '../ui/scope';
import type { MeetingClient } from './client';
import { away, initials, isHost, present, waiting } from './state';

/** Who is in the meeting, who waits, and what a host can do about it. */
export function peoplePanel(client: MeetingClient): HTMLElement {
  const { state } = client;
  return h(
    'div',
    { class: 'panel-body' },
    show(() => waiting(state.value).length > 0, (some) => (some ? lobbyPart(client) : null)),
    h('h3', { id: 'roster-title', tabindex: '-1' }, () => t('people.list')),
    each(
      h('ul', { class: 'people', 'data-testid': 'roster', 'aria-labelledby': 'roster-title' }),
      () => present(state.value),
      (person) => person.participant,
      (person, id) => personLine(client, person, id),
    ),
    show(() => isHost(state.value) && away(state.value).length > 0, (some) => (some ? awayPart(client) : null)),
    show(() => isHost(state.value), (host) => (host ? hostPart(client) : null)),
  );
}

function lobbyPart(client: MeetingClient): HTMLElement {
  return h('section', { class: 'lobby-part' }, h('h3', {}, () => t('people.lobby')), waitingList(client, Infinity));
}

/** Those who wait, each with the two answers. */
export function waitingList(client: MeetingClient, most: number): HTMLElement {
  const list = h('ul', { class: 'people', 'data-testid': 'waiting' });
  return each(list, () => waiting(client.state.value).slice(0, most), (person) => person.participant, (person, id) =>
    h(
      'li',
      { class: 'person', 'data-testid': `waiting-${id}` },
      h('div', { class: 'person-words' }, h('span', { class: 'person-name' }, () => person.value.name), knownAs(person)),
      h(
        'div',
        { class: 'row' },
        button({
          testid: `admit-${id}`, label: () => t('people.admit'), kind: 'primary',
          press: () => client.control({ type: 'admit', participant: id }),
          more: { 'aria-label': () => t('people.admit_name', { name: person.value.name }) },
        }),
        button({
          testid: `refuse-${id}`, label: () => t('people.refuse'), kind: 'quiet',
          press: () => client.control({ type: 'remove', participant: id }),
          more: { 'aria-label': () => t('people.refuse_name', { name: person.value.name }) },
        }),
      ),
    ),
  );
}

/** Those who were called and are not there: each can be called again, or be forgotten. */
function awayPart(client: MeetingClient): HTMLElement {
  const list = h('ul', { class: 'people', 'data-testid': 'away', 'aria-labelledby': 'away-title' });
  return h(
    'section',
    {},
    h('h3', { id: 'away-title' }, () => t('people.away')),
    each(list, () => away(client.state.value), (person) => person.participant, (person, id) => awayLine(client, person, id)),
  );
}

function awayLine(client: MeetingClient, person: ReadonlySignal<Person>, id: string): HTMLElement {
  const words = (): string => {
    const { away: why } = person.value;
    if (why === undefined) return '';
    return why.again ? t('people.away_again', { why: t(awayWord(why)) }) : t(awayWord(why));
  };
  const line = h(
    'li',
    { class: 'person', 'data-testid': `away-${id}`, 'data-again': () => String(person.value.away?.again === true) },
    h('div', { class: 'person-words' }, h('span', { class: 'person-name' }, () => person.value.name), h('span', { class: 'person-standing' }, words)),
    h(
      'div',
      { class: 'row host-actions' },
      button({
        testid: `call-again-${id}`, label: () => t('people.call_again'), kind: 'quiet',
        press: () => client.control({ type: 'call_again', participant: id }),
        more: { 'aria-label': () => t('people.call_again_name', { name: person.value.name }) },
      }),
      button({
        testid: `forget-${id}`, label: () => t('people.forget'), kind: 'quiet',
        press: () => client.control({ type: 'remove', participant: id }),
        more: { 'aria-label': () => t('people.forget_name', { name: person.value.name }) },
      }),
    ),
  );
  // Whoever pressed a key here stays in the panel when the line goes.
  onCleanup(() => {
    if (line.contains(document.activeElement)) document.getElementById('roster-title')?.focus();
  });
  return line;
}

/** What happened to the last call, in a word. */
function awayWord({ reason }: Away): MessageKey {
  switch (reason) {
    case 'busy':
      return 'people.away_busy';
    case 'no_answer':
      return 'people.away_no_answer';
    case 'declined':
    case 'do_not_disturb':
      return 'people.away_declined';
    case 'media_lost':
    case 'media_blocked':
    case 'connection_lost':
      return 'people.away_lost';
    case 'forbidden':
      return 'people.away_forbidden';
    default:
      return 'people.away_unreached';
  }
}

function personLine(client: MeetingClient, person: ReadonlySignal<Person>, id: string): HTMLElement {
  const isSelf = (): boolean => client.state.value.you?.participant === id;
  const name = (): string => (isSelf() ? t('people.you', { name: person.value.name }) : person.value.name);
  const speaks = (): boolean => person.value.speaking && !person.value.muted;
  return h(
    'li',
    { class: () => `person${speaks() ? ' speaking' : ''}`, 'data-testid': `person-${id}`, 'data-muted': () => String(person.value.muted) },
    h('span', { class: 'avatar', 'aria-hidden': 'true' }, () => initials(person.value.name)),
    h('div', { class: 'person-words' }, h('span', { class: 'person-name' }, name), knownAs(person), standing(person)),
    marks(person, speaks),
    show(() => isHost(client.state.value) && !isSelf(), (may) => (may ? hostActions(client, person, id) : null)),
  );
}

/** Organisation, and how sure one can be of the name. */
function knownAs(person: ReadonlySignal<Person>): HTMLElement {
  const words = (): string => {
    const { organisation, identity } = person.value;
    switch (identity.type) {
      case 'verified':
        return [organisation, t('people.verified')].filter(Boolean).join(' · ');
      case 'asserted':
        return organisation ?? t('people.asserted', { domain: identity.domain });
      case 'anonymous':
        return t('people.anonymous');
    }
  };
  return h('span', { class: 'person-known' }, words);
}

function standing(person: ReadonlySignal<Person>): HTMLElement {
  const words = (): string => {
    const { role, presence } = person.value;
    if (presence === 'invited') return t('people.invited');
    if (presence === 'lost') return t('people.lost');
    if (role === 'host') return t('people.host');
    return role === 'viewer' ? t('people.viewer') : '';
  };
  return h('span', { class: 'person-standing', hidden: () => words() === '' }, words);
}

function marks(person: ReadonlySignal<Person>, speaks: () => boolean): HTMLElement {
  return h(
    'span',
    { class: 'marks' },
    show(
      () => person.value.edges.some((edge) => edge !== 'browser'),
      (room) => (room ? h('span', { class: 'mark' }, icon('room'), spoken(() => t('people.by_sip'))) : null),
    ),
    show(speaks, (now) => (now ? h('span', { class: 'mark voice' }, icon('speaker'), spoken(() => t('people.speaking'))) : null)),
    show(
      () => person.value.muted,
      (muted) => (muted ? h('span', { class: 'mark' }, icon('microphone-off'), spoken(() => t('people.muted'))) : null),
    ),
  );
}

function hostActions(client: MeetingClient, person: ReadonlySignal<Person>, id: string): HTMLElement {
  const { name } = person.peek();
  const remove = (): void =>
    confirm({
      title: () => t('people.remove_sure', { name }),
      text: () => name,
      action: 'people.remove',
      testid: 'confirm-remove',
      confirmed: () => client.control({ type: 'remove', participant: id }),
    });
  return h(
    'div',
    { class: 'row host-actions' },
    button({
      testid: `mute-${id}`, label: () => t('people.mute'), kind: 'quiet',
      press: () => client.control({ type: 'mute', participant: id, muted: true }),
      more: { disabled: () => person.value.muted, 'aria-label': () => t('people.mute_name', { name: person.value.name }) },
    }),
    button({
      testid: `remove-${id}`, label: () => t('people.remove'), kind: 'quiet', press: remove,
      more: { 'aria-label': () => t('people.remove_name', { name: person.value.name }) },
    }),
  );
}

function hostPart(client: MeetingClient): HTMLElement {
  const locked = (): boolean => client.state.value.roster?.locked === true;
  const end = (): void =>
    confirm({
      title: () => t('people.end_sure'),
      text: () => t('people.end_hint'),
      action: 'people.end',
      testid: 'confirm-end',
      confirmed: () => client.control({ type: 'end_meeting' }),
    });
  return h(
    'div',
    { class: 'host-part stack' },
    inviteForm(client),
    h(
      'div',
      { class: 'row' },
      button({
        testid: 'lock', icon: 'lock', kind: 'quiet', label: () => t(locked() ? 'people.unlock' : 'people.lock'),
        press: () => client.control({ type: 'lock', locked: !locked() }),
        more: { 'data-locked': () => String(locked()) },
      }),
      button({ testid: 'end-meeting', kind: 'danger', label: () => t('people.end'), press: end }),
    ),
  );
}

function inviteForm(client: MeetingClient): HTMLElement {
  const empty = signal(true);
  const { row, input } = field({
    id: 'invite-address',
    testid: 'invite-address',
    label: () => t('people.add_address'),
    hint: () => t('people.add_hint'),
    control: {
      autocomplete: 'off', spellcheck: 'false', inputmode: 'email', maxlength: 255,
      on: { input: () => { empty.value = input.value.trim() === ''; } },
    },
  });
  const submit = (event: Event): void => {
    event.preventDefault();
    const address = input.value.trim();
    if (address === '') return;
    client.control({ type: 'invite', address });
    input.value = '';
    empty.value = true;
  };
  return h(
    'form',
    { class: 'stack tight', 'aria-labelledby': 'invite-title', on: { submit } },
    h('h3', { id: 'invite-title' }, () => t('people.add')),
    row,
    button({
      testid: 'invite-send', kind: 'quiet', label: () => t('people.add_call'), press: () => undefined,
      more: { type: 'submit', disabled: () => empty.value },
    }),
  );
}
