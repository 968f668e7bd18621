import { signal } from '@preact/signals-core';
import { t } from '../i18n';
import { useSpeaker } from '../media/devices';
import type { LocalMedia } from '../media/local';
import { h, show } from '../ui/dom';
import { button } from '../ui/parts';
import { onCleanup, watch } from '../ui/scope';
import type { MeetingClient } from './client';

/** Plays the sound of the meeting. A browser may want a click before; then there is a button for it. */
export function meetingSound(client: MeetingClient, local: LocalMedia): HTMLElement {
  const silent = signal(false);
  const audio = h('audio', { autoplay: true, 'data-testid': 'sound' });
  const play = (): void => {
    audio.play().then(
      () => { silent.value = false; },
      // A source that is replaced while it starts is no refusal.
      (error: unknown) => { silent.value = error instanceof DOMException && error.name === 'NotAllowedError'; },
    );
  };
  watch(() => {
    const track = client.tracks.value < 0 ? null : (client.peer?.sound ?? null);
    const now = audio.srcObject instanceof MediaStream ? (audio.srcObject.getTracks()[0] ?? null) : null;
    if (track === now) return;
    audio.srcObject = track === null ? null : new MediaStream([track]);
    if (track !== null) play();
  });
  watch(() => { if (local.speaker.value >= 0) void useSpeaker(audio); });
  onCleanup(() => { audio.srcObject = null; });
  return h(
    'div',
    { class: 'sound' },
    audio,
    show(
      () => silent.value,
      (needed) => (needed ? button({ testid: 'hear', kind: 'primary', icon: 'speaker', label: () => t('meeting.hear'), press: play }) : null),
    ),
  );
}
