import { clock, t } from '../i18n';
import type { ChatLine } from '../protocol/messages';
import { each, h, show } from '../ui/dom';
import { icon } from '../ui/icons';
import { watch } from '../ui/scope';
import type { MeetingClient } from './client';
import { personById, type MeetingState } from './state';

/** The server takes 8000 bytes; a character has at most four. */
const LONGEST_TEXT = 2000;

/** Names the writer of a line. */
export function writer(state: MeetingState, from: string | undefined): string {
  if (from === undefined) return t('chat.from_meeting');
  if (from === state.you?.participant) return t('meeting.you');
  return personById(state, from)?.name ?? t('chat.gone');
}

/** What people write to everybody. */
export function chatPanel(client: MeetingClient): HTMLElement {
  const { state } = client;
  const log = h('ol', { class: 'chat-log', 'data-testid': 'chat-log', 'aria-label': () => t('chat.title'), tabindex: 0 });
  // Lines have no number; the place in the list and the time name them well enough.
  each(
    log,
    () => state.value.chat.map((line, index) => ({ line, key: `${line.at}-${line.from ?? ''}-${index}` })),
    ({ key }) => key,
    (entry) => lineView(client, entry.peek().line),
  );
  watch(() => {
    if (state.value.chat.length > 0) log.scrollTop = log.scrollHeight;
  });
  return h(
    'div',
    { class: 'panel-body chat' },
    show(() => state.value.chat.length === 0, (none) => (none ? h('p', { class: 'hint' }, () => t('chat.empty')) : null)),
    log,
    chatForm(client),
  );
}

function lineView(client: MeetingClient, { from, text, at }: ChatLine): HTMLElement {
  const own = from !== undefined && from === client.state.peek().you?.participant;
  return h(
    'li',
    { class: own ? 'line own' : 'line' },
    h('span', { class: 'line-from' }, h('span', {}, () => writer(client.state.value, from)), h('time', { datetime: at }, () => clock(at))),
    h('p', { class: 'line-text' }, text),
  );
}

function chatForm(client: MeetingClient): HTMLElement {
  const input = h('input', {
    id: 'chat-input', type: 'text', 'data-testid': 'chat-input', autocomplete: 'off', maxlength: LONGEST_TEXT,
    'aria-label': () => t('chat.input'), placeholder: () => t('chat.input'),
  });
  const submit = (event: Event): void => {
    event.preventDefault();
    const text = input.value.trim();
    if (text !== '' && client.chat(text)) input.value = '';
  };
  return h(
    'form',
    { class: 'chat-form', on: { submit } },
    input,
    h('button', { type: 'submit', class: 'button primary', 'data-testid': 'chat-send', 'aria-label': () => t('chat.send') }, icon('send')),
  );
}
