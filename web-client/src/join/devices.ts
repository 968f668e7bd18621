import { signal } from '@preact/signals-core';
import { t } from '../i18n';
import type { MessageKey } from '../i18n';
import { CHIME_MS, chime } from '../media/chime';
import { canChooseSpeaker, type DeviceKind, type Source } from '../media/devices';
import type { LocalMedia } from '../media/local';
import { h } from '../ui/dom';
import { button } from '../ui/parts';
import { watch } from '../ui/scope';
import { remembered } from '../ui/memory';
import { levelMeter } from './level';

const NAMES: Readonly<Record<DeviceKind, MessageKey>> = {
  camera: 'device.camera',
  microphone: 'device.microphone',
  speaker: 'device.speaker',
};

/** Choosing and trying camera, microphone and speaker: before the meeting and in it. `place` keeps identifiers apart. */
export function deviceCheck(local: LocalMedia, place: string): HTMLElement {
  return h(
    'div',
    { class: 'devices' },
    chooser(local, 'camera', place),
    h('div', { class: 'stack tight' }, chooser(local, 'microphone', place), levelMeter(local)),
    h('div', { class: 'stack tight' }, canChooseSpeaker() ? chooser(local, 'speaker', place) : null, speakerTest()),
  );
}

function chooser(local: LocalMedia, kind: DeviceKind, place: string): HTMLElement {
  const id = `${place}-${kind}`;
  const select = h('select', {
    id,
    'data-testid': `select-${kind}`,
    disabled: () => local.choices.value[kind].length === 0,
    on: { change: () => void local.choose(kind, select.value) },
  });
  watch(() => {
    const found = local.choices.value[kind];
    const options = found.map(({ id: value, label }, index) =>
      option(value, label === '' ? t('device.unnamed', { kind: t(NAMES[kind]), number: index + 1 }) : label),
    );
    if (options.length === 0) options.push(option('', t(kind === 'speaker' ? 'device.default_speaker' : 'device.none')));
    select.replaceChildren(...options);
    const chosen = inUse(local, kind) ?? remembered(kind);
    if (chosen !== null && found.some((choice) => choice.id === chosen)) select.value = chosen;
  });
  return h('div', { class: 'field' }, h('label', { for: id }, () => t(NAMES[kind])), select);
}

function option(value: string, label: string): HTMLOptionElement {
  const made = document.createElement('option');
  made.value = value;
  made.textContent = label;
  return made;
}

function inUse(local: LocalMedia, kind: DeviceKind): string | null {
  if (kind === 'speaker') return null;
  const tracks: Readonly<Record<Source, MediaStreamTrack | null>> = { camera: local.camera.value, microphone: local.microphone.value };
  return tracks[kind]?.getSettings().deviceId ?? null;
}

function speakerTest(): HTMLElement {
  const playing = signal(false);
  const play = (): void => {
    playing.value = true;
    setTimeout(() => { playing.value = false; }, CHIME_MS);
    void chime().catch(() => undefined);
  };
  return h(
    'div',
    { class: 'row' },
    button({ testid: 'speaker-test', label: () => t('device.test_sound'), icon: 'speaker', kind: 'quiet', press: play }),
    h('p', { class: 'hint', role: 'status' }, () => (playing.value ? t('device.test_playing') : '')),
  );
}
