import { signal } from '@preact/signals-core';
import { t } from '../i18n';
import type { LocalMedia } from '../media/local';
import { VOICE_LEVEL, watchLevel } from '../media/level';
import { h } from '../ui/dom';
import { onCleanup, watch } from '../ui/scope';

/** Words change slower than the bar moves, so that those who hear the page are not flooded. */
const HEARD_FOR_MS = 4_000;

/** Shows how loud the microphone is, as a bar and in words. */
export function levelMeter(local: LocalMedia): HTMLElement {
  const heard = signal(false);
  const bar = h('div', { class: 'level-bar' });
  const meter = h(
    'div',
    {
      class: 'level', role: 'meter', 'data-testid': 'level', 'aria-label': () => t('device.level'),
      'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': 0,
    },
    bar,
  );
  let forget: ReturnType<typeof setTimeout> | undefined;
  let stop = (): void => undefined;
  const tell = (level: number): void => {
    bar.style.setProperty('--level', level.toFixed(2));
    meter.setAttribute('aria-valuenow', String(Math.round(level * 10) * 10));
    if (level < VOICE_LEVEL) return;
    heard.value = true;
    clearTimeout(forget);
    forget = setTimeout(() => { heard.value = false; }, HEARD_FOR_MS);
  };
  watch(() => {
    const track = local.microphone.value;
    stop();
    tell(0);
    stop = track === null ? () => undefined : watchLevel(track, tell);
  });
  onCleanup(() => {
    stop();
    clearTimeout(forget);
  });
  const words = (): string => {
    if (!local.microphoneOn.value) return t('device.microphone_off');
    return t(heard.value ? 'device.heard' : 'device.not_heard');
  };
  return h('div', { class: 'level-row' }, meter, h('p', { class: 'hint', role: 'status', 'data-testid': 'level-words' }, words));
}
