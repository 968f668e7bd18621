import { h, text, type Attributes, type Child, type Dynamic } from './dom';
import { icon, type IconName } from './icons';

interface ButtonOptions {
  readonly testid: string;
  readonly label: Dynamic<string>;
  readonly icon?: IconName | (() => IconName);
  readonly kind?: 'primary' | 'quiet' | 'danger' | 'plain';
  readonly press: () => void;
  readonly more?: Attributes;
}

/** A button with words, and perhaps a picture before them. */
export function button({ testid, label, icon: picture, kind = 'plain', press, more = {} }: ButtonOptions): HTMLButtonElement {
  return h(
    'button',
    { type: 'button', class: `button ${kind}`, 'data-testid': testid, on: { click: press }, ...more },
    picture === undefined ? null : icon(picture),
    text(label),
  );
}

interface ToolOptions {
  readonly testid: string;
  readonly icon: IconName | (() => IconName);
  /** What pressing does; read aloud and shown when pointed at. */
  readonly label: Dynamic<string>;
  /** The short word under the picture, where there is room. */
  readonly caption: Dynamic<string>;
  readonly press: () => void;
  readonly class?: Dynamic<string>;
  readonly more?: Attributes;
  readonly badge?: Child;
}

/** A button of the meeting's tool bar. */
export function tool({ testid, icon: picture, label, caption, press, class: look = '', more = {}, badge = null }: ToolOptions): HTMLButtonElement {
  const looks = typeof look === 'string' ? `tool ${look}` : () => `tool ${look()}`;
  return h(
    'button',
    { type: 'button', class: looks, 'data-testid': testid, 'aria-label': label, title: label, on: { click: press }, ...more },
    icon(picture),
    h('span', { class: 'caption', 'aria-hidden': 'true' }, text(caption)),
    badge,
  );
}

interface FieldOptions {
  readonly id: string;
  readonly label: Dynamic<string>;
  readonly hint?: Dynamic<string>;
  /** What is wrong with the value; empty when nothing is. */
  readonly error?: () => string;
  readonly control: Attributes;
  readonly testid: string;
}

/** A text field with its label, hint and error. */
export function field({ id, label, hint, error, control, testid }: FieldOptions): { readonly row: HTMLElement; readonly input: HTMLInputElement } {
  const described = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`].filter((part) => part !== '').join(' ');
  const input = h('input', {
    id,
    type: 'text',
    'data-testid': testid,
    'aria-describedby': described === '' ? null : described,
    'aria-invalid': error === undefined ? null : () => (error() === '' ? null : 'true'),
    ...control,
  });
  const row = h(
    'div',
    { class: 'field' },
    h('label', { for: id }, text(label)),
    input,
    hint === undefined ? null : h('p', { class: 'hint', id: `${id}-hint` }, text(hint)),
    error === undefined ? null : h('p', { class: 'field-error', id: `${id}-error`, role: 'alert' }, text(error)),
  );
  return { row, input };
}

/** Words for those who hear the page. */
export function spoken(words: Dynamic<string>): HTMLElement {
  return h('span', { class: 'spoken' }, text(words));
}
