import { signal } from '@preact/signals-core';
import { announce } from '../a11y/announce';
import { t, type MessageKey } from '../i18n';
import { h, text } from '../ui/dom';
import { button } from '../ui/parts';

const COPIED_MS = 2_000;

/** A value that is meant to be sent on, with a button that copies it. */
export function copyable(id: string, label: MessageKey, value: string, hint?: MessageKey): HTMLElement {
  const copied = signal(false);
  const output = h('input', { id, type: 'text', readonly: true, value, 'data-testid': id, on: { focus: () => output.select() } });
  const copy = async (): Promise<void> => {
    await write(value, output);
    copied.value = true;
    announce(t('app.copied'));
    setTimeout(() => { copied.value = false; }, COPIED_MS);
  };
  return h(
    'div',
    { class: 'field' },
    h('label', { for: id }, () => t(label)),
    h(
      'div',
      { class: 'copy-row' },
      output,
      button({
        testid: `copy-${id}`, kind: 'quiet', icon: 'copy', label: () => t(copied.value ? 'app.copied' : 'app.copy'),
        press: () => void copy(),
        more: { 'aria-label': () => `${t(copied.value ? 'app.copied' : 'app.copy')}: ${t(label)}` },
      }),
    ),
    hint === undefined ? null : h('p', { class: 'hint' }, text(() => t(hint))),
  );
}

/** Outside of a secure context there is no clipboard; then the text is selected for the person to copy. */
async function write(value: string, field: HTMLInputElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(value);
  } catch {
    field.focus();
    field.select();
  }
}
