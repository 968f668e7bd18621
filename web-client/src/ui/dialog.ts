import { t, type MessageKey } from '../i18n';
import { h } from './dom';
import { icon } from './icons';
import { button } from './parts';
import { scope } from './scope';

/**
 * Shows a dialog over the page until it is closed by its button, by Escape or by `close`. The browser keeps the focus inside and
 * gives it back afterwards.
 */
export function openDialog(title: () => string, testid: string, build: (close: () => void) => Node): void {
  let dialog: HTMLDialogElement | null = null;
  const close = (): void => dialog?.close();
  const { value, dispose } = scope(() =>
    h(
      'dialog',
      { class: 'dialog', 'data-testid': testid, 'aria-labelledby': `${testid}-title` },
      h(
        'div',
        { class: 'dialog-header' },
        h('h2', { id: `${testid}-title` }, title),
        h(
          'button',
          { type: 'button', class: 'close', 'aria-label': () => t('app.close'), 'data-testid': `${testid}-close`, on: { click: close } },
          icon('close'),
        ),
      ),
      build(close),
    ),
  );
  dialog = value;
  value.addEventListener('close', () => {
    value.remove();
    dispose();
  });
  document.body.append(value);
  value.showModal();
}

interface Question {
  readonly title: () => string;
  readonly text: () => string;
  readonly action: MessageKey;
  readonly testid: string;
  readonly confirmed: () => void;
}

/** Asks before something that cannot be undone. */
export function confirm({ title, text, action, testid, confirmed }: Question): void {
  openDialog(title, testid, (close) =>
    h(
      'div',
      { class: 'stack' },
      h('p', {}, text),
      h(
        'div',
        { class: 'row end' },
        button({ testid: `${testid}-cancel`, label: () => t('app.cancel'), kind: 'quiet', press: close }),
        button({
          testid: `${testid}-ok`,
          label: () => t(action),
          kind: 'danger',
          press: () => {
            close();
            confirmed();
          },
        }),
      ),
    ),
  );
}
