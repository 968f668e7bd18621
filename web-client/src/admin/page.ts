import { signal } from '@preact/signals-core';
import { createMeeting, type Created, type NewMeeting } from '../api/meetings';
import type { Refused } from '../api/request';
import { focusHeading } from '../a11y/announce';
import { t } from '../i18n';
import { h, show } from '../ui/dom';
import { frame } from '../ui/frame';
import { button, field } from '../ui/parts';
import { problemNote } from '../ui/problem';
import { watch } from '../ui/scope';
import { copyable } from './copy';
import { keyField } from './key';
import { keepAdminToken } from './token';

/** Makes a meeting and shows its links. */
export function newPage(): Node {
  const made = signal<Created | null>(null);
  watch(() => { document.title = `${t('new.title')} – ${t('app.name')}`; });
  return show(
    () => made.value,
    (created) => {
      const again = (): void => { made.value = null; };
      const view = created === null ? formView((done) => { made.value = done; }) : madeView(created, again);
      queueMicrotask(() => focusHeading(view));
      return view;
    },
  );
}

function formView(done: (created: Created) => void): HTMLElement {
  const missing = { token: signal(false), title: signal(false) };
  const refused = signal<Refused | null>(null);
  const busy = signal(false);
  const token = keyField(() => (missing.token.value ? t('new.token_missing') : ''));
  const title = field({
    id: 'meeting-title', testid: 'meeting-title', label: () => t('new.meeting_title'),
    error: () => (missing.title.value ? t('new.title_missing') : ''), control: { required: true, maxlength: 200, autocomplete: 'off' },
  });
  const host = field({ id: 'host-name', testid: 'host-name', label: () => t('new.host_name'), control: { maxlength: 200, autocomplete: 'name' } });
  const alias = field({
    id: 'alias', testid: 'alias', label: () => t('new.alias'), hint: () => t('new.alias_hint'),
    control: { maxlength: 64, autocomplete: 'off', spellcheck: 'false' },
  });
  const lobby = h('input', { id: 'lobby', type: 'checkbox', 'data-testid': 'lobby-choice', checked: true });
  const submit = async (): Promise<void> => {
    const [key, name] = [token.input.value.trim(), title.input.value.trim()];
    missing.token.value = key === '';
    missing.title.value = name === '';
    if (key === '' || name === '' || busy.value) {
      (key === '' ? token.input : title.input).focus();
      return;
    }
    keepAdminToken(key);
    busy.value = true;
    refused.value = null;
    const outcome = await createMeeting(key, wanted(name, alias.input.value, host.input.value, lobby.checked));
    busy.value = false;
    if (outcome.ok) done(outcome.value);
    else refused.value = outcome.refused;
  };
  const form = h(
    'form',
    { class: 'card stack', on: { submit: (event) => { event.preventDefault(); void submit(); } } },
    token.row, title.row, host.row, alias.row,
    h('div', { class: 'check' }, lobby, h('label', { for: 'lobby' }, () => t('new.lobby'))),
    show(() => refused.value, (why) => (why === null ? null : refusedNote(why))),
    button({
      testid: 'create', kind: 'primary', label: () => t(busy.value ? 'new.creating' : 'new.create'), press: () => undefined,
      more: { type: 'submit', disabled: () => busy.value },
    }),
  );
  form.noValidate = true;
  return frame('new', h('h1', {}, () => t('new.title')), form);
}

function wanted(title: string, alias: string, host: string, lobby: boolean): NewMeeting {
  return {
    title,
    lobby,
    ...(alias.trim() === '' ? {} : { alias: alias.trim() }),
    ...(host.trim() === '' ? {} : { host_name: host.trim() }),
  };
}

/** The server's own sentence too: it names the field. */
export function refusedNote({ problem, detail }: Refused): HTMLElement {
  return problemNote(problem, 'error', detail === null ? null : h('p', { class: 'hint', lang: 'en' }, detail));
}

function madeView({ title, hostLink, guestLink, sipAddress }: Created, again: () => void): HTMLElement {
  return frame(
    'new',
    h('h1', {}, () => t('new.created')),
    h(
      'section',
      { class: 'card stack', 'data-testid': 'created' },
      h('p', { class: 'meeting-name' }, title),
      copyable('guest-link', 'new.guest_link', guestLink),
      copyable('host-link', 'new.host_link', hostLink, 'new.host_link_hint'),
      sipAddress === null ? null : copyable('sip-address', 'new.sip_address', sipAddress),
      h(
        'div',
        { class: 'row' },
        h('a', { class: 'button primary', href: hostLink, 'data-testid': 'open-meeting' }, () => t('new.open')),
        button({ testid: 'another', kind: 'quiet', label: () => t('new.another'), press: again }),
      ),
    ),
  );
}
