import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import { announce } from '../a11y/announce';
import { t, type MessageKey, type Parameters } from '../i18n';
import { sentence } from '../i18n/problems';
import { h, show } from '../ui/dom';
import { problemNote } from '../ui/problem';
import { listen, onCleanup, watch } from '../ui/scope';
import type { MediaState } from '../media/health';
import type { Link } from '../signalling/session';
import type { MeetingClient, Refusal } from './client';
import type { Place } from './state';

/** How the connection is, for people. */
export interface Condition {
  /** `good` is said softly, `busy` and `trouble` are seen. */
  readonly kind: 'good' | 'busy' | 'trouble';
  readonly key: MessageKey;
  readonly parameters?: Parameters;
}

/** The one thing to say about link, media and network. */
export function condition(link: Link, media: MediaState, place: Place, online: boolean): Condition {
  if (link.state === 'lost') {
    if (!online) return { kind: 'trouble', key: 'meeting.offline' };
    return { kind: 'trouble', key: 'meeting.reconnecting', parameters: { attempt: link.attempt } };
  }
  if (link.state === 'connecting') return { kind: 'busy', key: 'meeting.connecting' };
  if (place === 'lobby') return { kind: 'good', key: 'lobby.connected' };
  switch (media) {
    case 'interrupted':
      return { kind: 'trouble', key: 'meeting.media_interrupted' };
    case 'waiting':
    case 'connecting':
    case 'blocked':
      return { kind: 'busy', key: 'meeting.media_connecting' };
    case 'connected':
      return { kind: 'good', key: 'meeting.connected' };
  }
}

/** Says how the connection is; read aloud when it changes. */
export function statusLine(client: MeetingClient): HTMLElement {
  const online = signal(navigator.onLine);
  const update = (): void => { online.value = navigator.onLine; };
  listen(window, 'online', update);
  listen(window, 'offline', update);
  const now = computed(() => condition(client.link.value, client.media.value, client.place.value, online.value));
  let troubled = false;
  watch(() => {
    const trouble = client.link.value.state === 'lost';
    if (troubled && client.link.value.state === 'open') announce(t('meeting.back'));
    troubled = trouble;
  });
  return h(
    'p',
    { class: () => `status ${now.value.kind}`, role: 'status', 'data-testid': 'status', 'data-state': () => now.value.kind, 'data-link': () => client.link.value.state, 'data-media': () => client.media.value },
    h('span', { class: 'dot', 'aria-hidden': 'true' }),
    h('span', { class: 'status-words' }, () => t(now.value.key, now.value.parameters)),
  );
}

/** A note while the network seems to let no picture and sound through. */
export function blockedNote(client: MeetingClient): Node {
  return show(() => client.media.value === 'blocked', (blocked) => (blocked ? problemNote('network_blocks_media', 'media-problem') : null));
}

const REFUSAL_SHOWN_MS = 8_000;

/** What was refused, for a while. */
export function refusalNote(client: MeetingClient): HTMLElement {
  const visible = signal<Refusal | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(() => {
    visible.value = client.refusal.value;
    clearTimeout(timer);
    timer = setTimeout(() => { visible.value = null; }, REFUSAL_SHOWN_MS);
  });
  onCleanup(() => clearTimeout(timer));
  return toast(visible, refusalWords, 'notice');
}

/** Words that come and go at the lower edge of the stage. */
function toast<T>(value: ReadonlySignal<T | null>, words: (value: T) => string, testid: string): HTMLElement {
  return h(
    'p',
    { class: 'toast', role: 'status', 'data-testid': testid, 'data-shown': () => String(value.value !== null) },
    () => (value.value === null ? '' : words(value.value)),
  );
}

export function refusalWords(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'control': {
      const { why, todo } = sentence(refusal.reason);
      return `${t('control.refused', { why })} ${todo}`;
    }
    case 'fault':
      if (refusal.code === 'rate_limited') return t('fault.rate_limited');
      return t(refusal.code === 'bad_value' ? 'fault.bad_value' : 'fault.other');
    case 'unsent':
      return t('chat.failed');
  }
}
