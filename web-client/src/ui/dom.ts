import { signal, untracked, type ReadonlySignal, type Signal } from '@preact/signals-core';
import { onCleanup, scope, watch, type Cleanup } from './scope';

/** A value, or a function of signals whose result follows them. */
export type Dynamic<T> = T | (() => T);
/** `true` is an empty attribute; `false`, `null` and `undefined` are none. */
type AttributeValue = string | number | boolean | null | undefined;
type AttributeName =
  | 'accept' | 'alt' | 'autocomplete' | 'autofocus' | 'autoplay' | 'checked' | 'class' | 'cols' | 'colspan' | 'datetime' | 'dir'
  | 'disabled' | 'for' | 'height' | 'hidden' | 'href' | 'id' | 'inputmode' | 'lang' | 'list' | 'max' | 'maxlength' | 'method' | 'min'
  | 'name' | 'open' | 'placeholder' | 'playsinline' | 'readonly' | 'rel' | 'required' | 'role' | 'rows' | 'rowspan' | 'scope' | 'selected'
  | 'spellcheck' | 'tabindex' | 'title' | 'type' | 'value' | 'width' | `aria-${string}` | `data-${string}`;
type Listeners = { readonly [E in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[E]) => void };
/** What `h` sets on an element. There is no way to pass markup or a style attribute. */
export type Attributes = { readonly [A in AttributeName]?: Dynamic<AttributeValue> } & { readonly on?: Listeners };
/** What `h` puts into an element; a function is text that follows signals. */
export type Child = Node | string | (() => string) | null;

/** Makes an element. Strings become text, never markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes,
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  const { on, ...rest } = attributes;
  for (const [name, value] of Object.entries<Dynamic<AttributeValue>>(rest)) bind(element, name, value);
  for (const [type, handler] of Object.entries(on ?? {})) element.addEventListener(type, handler as (event: Event) => void);
  for (const child of children) if (child !== null) element.append(typeof child === 'object' ? child : text(child));
  return element;
}

/** A text node; a function follows its signals, the language among them. */
export function text(value: Dynamic<string>): Text {
  const node = document.createTextNode('');
  if (typeof value === 'string') node.data = value;
  else watch(() => { node.data = value(); });
  return node;
}

function bind(element: Element, name: string, value: Dynamic<AttributeValue>): void {
  if (typeof value === 'function') watch(() => set(element, name, value()));
  else set(element, name, value);
}

function set(element: Element, name: string, value: AttributeValue): void {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}

/** A place that shows what `build` makes of the present `key`, and builds again when the key changes. */
export function show<T>(key: () => T, build: (key: T) => Node | null): Node {
  const place = marked();
  let dispose: Cleanup = () => undefined;
  let shown: { readonly key: T } | null = null;
  watch(() => {
    const wanted = key();
    if (shown !== null && Object.is(shown.key, wanted)) return;
    shown = { key: wanted };
    dispose();
    place.clear();
    const built = scope(() => build(wanted));
    dispose = built.dispose;
    if (built.value !== null) place.end.before(built.value);
  });
  onCleanup(() => dispose());
  return place.fragment;
}

interface Entry<T> {
  readonly item: Signal<T>;
  readonly node: Element;
  readonly dispose: Cleanup;
}

/** Keeps the children of `parent` in step with a list: one element for each key, moved and updated but not rebuilt. */
export function each<T, P extends Element>(
  parent: P,
  items: () => readonly T[],
  key: (item: T) => string,
  build: (item: ReadonlySignal<T>, key: string) => Element,
): P {
  const entries = new Map<string, Entry<T>>();
  watch(() => {
    const wanted = items();
    untracked(() => reconcile(parent, entries, wanted, key, build));
  });
  onCleanup(() => entries.forEach((entry) => entry.dispose()));
  return parent;
}

function reconcile<T>(
  parent: Element,
  entries: Map<string, Entry<T>>,
  wanted: readonly T[],
  key: (item: T) => string,
  build: (item: ReadonlySignal<T>, key: string) => Element,
): void {
  const keys = new Set(wanted.map(key));
  for (const [name, entry] of entries) {
    if (keys.has(name)) continue;
    entry.dispose();
    entry.node.remove();
    entries.delete(name);
  }
  let before: Element | null = null;
  for (const value of wanted) {
    const name = key(value);
    let entry = entries.get(name);
    if (entry === undefined) {
      const item = signal(value);
      const built = scope(() => build(item, name));
      entry = { item, node: built.value, dispose: built.dispose };
      entries.set(name, entry);
    } else {
      entry.item.value = value;
    }
    const next: Element | null = before === null ? parent.firstElementChild : before.nextElementSibling;
    // Moving an element takes the focus away from it: only those that are out of place are moved.
    if (next !== entry.node) parent.insertBefore(entry.node, next);
    before = entry.node;
  }
}

function marked(): { readonly fragment: DocumentFragment; readonly end: Comment; clear(): void } {
  const [start, end] = [document.createComment(''), document.createComment('')];
  const fragment = document.createDocumentFragment();
  fragment.append(start, end);
  return {
    fragment,
    end,
    clear: () => {
      while (start.nextSibling !== null && start.nextSibling !== end) start.nextSibling.remove();
    },
  };
}
