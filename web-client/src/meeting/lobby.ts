import { computed, signal } from '@preact/signals-core';
import { t } from '../i18n';
import { cameraTool, microphoneTool, selfPicture } from '../join/preview';
import type { LocalMedia } from '../media/local';
import { h, show } from '../ui/dom';
import { frame } from '../ui/frame';
import { button } from '../ui/parts';
import { every } from '../ui/scope';
import type { MeetingClient } from './client';
import { blockedNote, statusLine } from './status';

const MINUTE_MS = 60_000;

/** Waiting: for the connection, then for the host. Shows that it is still connected. */
export function lobbyView(client: MeetingClient, local: LocalMedia, title: string): HTMLElement {
  const waiting = (): boolean => client.place.value === 'lobby';
  const [minutes, since] = [signal(0), Date.now()];
  every(MINUTE_MS / 6, () => { minutes.value = Math.floor((Date.now() - since) / MINUTE_MS); });
  const heading = computed(() => t(waiting() ? 'lobby.title' : 'join.entering'));
  return frame(
    'lobby',
    h(
      'section',
      { class: 'card lobby-card stack', 'data-testid': () => (waiting() ? 'lobby' : 'entering') },
      h('p', { class: 'eyebrow' }, title),
      h('h1', { tabindex: -1 }, () => heading.value),
      show(waiting, (now) => (now ? h('p', {}, () => t('lobby.lead')) : null)),
      show(() => client.state.value.ringing, (rings) => (rings ? h('p', { role: 'status' }, () => t('lobby.ringing')) : null)),
      statusLine(client),
      blockedNote(client),
      h('p', { class: 'hint', hidden: () => minutes.value === 0 }, () => t('lobby.time', { minutes: minutes.value })),
      h(
        'div',
        { class: 'preview' },
        selfPicture(local, () => t('meeting.self'), 'preview'),
        show(() => local.camera.value === null, (off) => (off ? h('p', { class: 'preview-off' }, () => t('join.preview_off')) : null)),
        h(
          'div',
          { class: 'preview-tools' },
          microphoneTool(local, (on) => void client.setMicrophone(on)),
          cameraTool(local, (on) => void client.setCamera(on)),
        ),
      ),
      button({ testid: 'leave', kind: 'quiet', icon: 'leave', label: () => t('control.leave'), press: () => client.leave() }),
    ),
  );
}
