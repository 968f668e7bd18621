import { signal } from '@preact/signals-core';
import { describe, expect, it, vi } from 'vitest';
import { each, h, show } from '../src/ui/dom';
import { onCleanup, scope, watch } from '../src/ui/scope';

interface Item {
  readonly key: string;
  readonly words: string;
}

describe('building the page', () => {
  it('writes text as text and follows signals in text and attributes', () => {
    const name = signal('<b>Åsa</b>');
    const off = signal(true);
    const { value: element, dispose } = scope(() => h('button', { type: 'button', disabled: () => off.value }, () => name.value));
    expect(element.children).toHaveLength(0);
    expect(element.textContent).toBe('<b>Åsa</b>');
    expect(element.disabled).toBe(true);
    off.value = false;
    name.value = 'Per';
    expect([element.disabled, element.textContent]).toEqual([false, 'Per']);
    dispose();
    name.value = 'late';
    expect(element.textContent).toBe('Per');
  });

  it('builds a part anew when its key changes, and ends what the old one had started', () => {
    const which = signal('a');
    const ended = vi.fn<(key: string) => void>();
    const { value: element, dispose } = scope(() =>
      h('div', {}, 'before ', show(() => which.value, (key) => {
        onCleanup(() => ended(key));
        return key === '' ? null : h('span', {}, key);
      }), ' after'),
    );
    expect(element.textContent).toBe('before a after');
    which.value = 'b';
    expect(element.textContent).toBe('before b after');
    which.value = '';
    expect(element.textContent).toBe('before  after');
    dispose();
    expect(ended.mock.calls.flat()).toEqual(['a', 'b', '']);
  });

  it('keeps the elements of a list that stay, in the order of the list, and the focus with them', () => {
    const items = signal<readonly Item[]>([{ key: '1', words: 'one' }, { key: '2', words: 'two' }]);
    const { value: list } = scope(() =>
      each(h('ul', {}), () => items.value, ({ key }) => key, (item) => h('li', { tabindex: 0 }, () => item.value.words)),
    );
    document.body.append(list);
    const second = list.children[1] as HTMLElement;
    second.focus();
    items.value = [{ key: '0', words: 'zero' }, { key: '2', words: 'TWO' }, { key: '3', words: 'three' }];
    expect([...list.children].map((child) => child.textContent)).toEqual(['zero', 'TWO', 'three']);
    expect(list.children[1]).toBe(second);
    expect(document.activeElement).toBe(second);
    list.remove();
  });

  it('does not run the effects of a list item that is gone', () => {
    const items = signal<readonly Item[]>([{ key: '1', words: 'one' }]);
    const beat = signal(0);
    const seen = vi.fn<(beat: number) => void>();
    scope(() => each(h('ul', {}), () => items.value, ({ key }) => key, () => {
      watch(() => seen(beat.value));
      return h('li', {});
    }));
    items.value = [];
    beat.value = 1;
    expect(seen.mock.calls).toEqual([[0]]);
  });

  it('refuses work that nothing would ever end', () => {
    expect(() => onCleanup(() => undefined)).toThrow();
  });
});
