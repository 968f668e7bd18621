import { signal } from '@preact/signals-core';
import { t } from '../i18n';
import { openDialog } from '../ui/dialog';
import { h } from '../ui/dom';
import type { MeetingClient } from './client';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;
/** Names for test identifiers, where `*` and `#` are awkward. */
const KEY_NAMES: Readonly<Record<string, string>> = { '*': 'star', '#': 'hash' };
/** What is shown of what was pressed. */
const SHOWN_DIGITS = 20;

/** Digits for whoever listens to tones at the other end; also from the keyboard. */
export function openKeypad(client: MeetingClient): void {
  const pressed = signal('');
  const press = (digit: string): void => {
    client.digit(digit);
    pressed.value = (pressed.value + digit).slice(-SHOWN_DIGITS);
  };
  openDialog(() => t('keypad.title'), 'keypad', () =>
    h(
      'div',
      {
        class: 'stack',
        on: { keydown: ({ key, ctrlKey, metaKey, altKey }) => { if (!ctrlKey && !metaKey && !altKey && isDigit(key)) press(key); } },
      },
      h('p', { class: 'hint' }, () => t('keypad.hint')),
      h('output', { class: 'pressed', 'data-testid': 'keypad-pressed', 'aria-live': 'polite', 'aria-label': () => t('keypad.pressed', { digits: pressed.value }) }, () => pressed.value),
      h(
        'div',
        { class: 'keypad' },
        ...KEYS.map((key) =>
          h('button', { type: 'button', class: 'key', 'data-testid': `key-${KEY_NAMES[key] ?? key}`, on: { click: () => press(key) } }, key),
        ),
      ),
    ),
  );
}

function isDigit(key: string): boolean {
  return KEYS.some((known) => known === key);
}
