import { signal, type ReadonlySignal } from '@preact/signals-core';
import { t } from '../i18n';
import { h } from '../ui/dom';
import { every, onCleanup, watch } from '../ui/scope';
import type { MeetingClient } from './client';

const LOOK_EVERY_MS = 1000;

/**
 * The m-line of the first slot while pictures come on it that belong to nobody: an introduction, or one's own picture as a test
 * call returns it. A browser does not say when a track falls silent, so the pictures are counted, and only while `alone`.
 */
export function watchSlide(client: MeetingClient, alone: () => boolean): ReadonlySignal<string | null> {
  const shown = signal<string | null>(null);
  let before: number | null = null;
  const look = async (): Promise<void> => {
    const first = client.state.peek().slots.find(({ slot }) => slot === 0);
    if (!alone() || first === undefined || first.participant !== undefined) {
      before = null;
      shown.value = null;
      return;
    }
    const count = (await client.peer?.pictures(first.mid)) ?? 0;
    shown.value = before !== null && count > before && alone() ? first.mid : null;
    before = count;
  };
  every(LOOK_EVERY_MS, () => void look());
  return shown;
}

/** What the meeting itself shows. */
export function slideView(client: MeetingClient, mid: string): HTMLElement {
  const title = (): string => client.state.value.roster?.title ?? t('chat.from_meeting');
  const video = h('video', { autoplay: true, playsinline: true, 'aria-label': title });
  video.muted = true;
  watch(() => {
    const track = client.tracks.value < 0 ? null : (client.peer?.picture(mid) ?? null);
    video.srcObject = track === null ? null : new MediaStream([track]);
    if (track !== null) void video.play().catch(() => undefined);
  });
  onCleanup(() => { video.srcObject = null; });
  return h('figure', { class: 'tile slide', 'data-testid': 'slide' }, video, h('figcaption', {}, h('span', { class: 'tile-name' }, title)));
}
