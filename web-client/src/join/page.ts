import { signal } from '@preact/signals-core';
import type { Invitation } from '../api/meetings';
import { moment, t } from '../i18n';
import type { LocalMedia } from '../media/local';
import { h, show } from '../ui/dom';
import { frame } from '../ui/frame';
import { remember, remembered } from '../ui/memory';
import { button, field } from '../ui/parts';
import { deviceCheck } from './devices';
import { preview } from './preview';

/** As long as the server keeps of it. */
const LONGEST_NAME = 64;

/** Who invites, the device check, the name, and the way in. */
export function joinPage(invitation: Invitation, local: LocalMedia, enter: (name: string) => void): HTMLElement {
  return frame(
    'join',
    h('div', { class: 'join-invitation' }, invitationWords(invitation)),
    h('div', { class: 'join-preview' }, preview(local)),
    h('div', { class: 'join-form' }, form(invitation, enter)),
    h(
      'section',
      { class: 'join-devices card', 'aria-labelledby': 'devices-title' },
      h('h2', { id: 'devices-title' }, () => t('join.check')),
      deviceCheck(local, 'join'),
    ),
  );
}

function invitationWords({ title, organisation, host, startsAt }: Invitation): HTMLElement {
  return h(
    'hgroup',
    {},
    h('p', { class: 'eyebrow' }, () => t('join.invited')),
    h('h1', { 'data-testid': 'title' }, title),
    organisation === null ? null : h('p', { class: 'organisation', 'data-testid': 'organisation' }, organisation),
    host === null ? null : h('p', { 'data-testid': 'host' }, () => t('join.host', { host })),
    startsAt === null || moment(startsAt) === '' ? null : h('p', {}, () => t('join.starts', { when: moment(startsAt) })),
  );
}

function form({ lobby }: Invitation, enter: (name: string) => void): HTMLElement {
  const missing = signal(false);
  const { row, input } = field({
    id: 'join-name',
    testid: 'name',
    label: () => t('join.name'),
    hint: () => t('join.name_hint'),
    error: () => (missing.value ? t('join.name_missing') : ''),
    control: {
      name: 'name', autocomplete: 'name', maxlength: LONGEST_NAME, required: true, value: remembered('name'),
      on: { input: () => { missing.value = false; } },
    },
  });
  const submit = (event: Event): void => {
    event.preventDefault();
    const name = input.value.trim();
    missing.value = name === '';
    if (name === '') {
      input.focus();
      return;
    }
    remember('name', name);
    enter(name);
  };
  // The page says itself, in its own language, what is missing.
  const element = h(
    'form',
    { class: 'card stack', 'aria-label': () => t('join.enter'), on: { submit } },
    row,
    button({ testid: 'join', label: () => t('join.enter'), kind: 'primary', press: () => undefined, more: { type: 'submit' } }),
    show(() => lobby, (waits) => (waits ? h('p', { class: 'hint' }, () => t('join.lobby_notice')) : null)),
  );
  element.noValidate = true;
  return element;
}
