import axe from 'axe-core';
import { vi } from 'vitest';
import { scope } from '../../src/ui/scope';

/** Shows a page as `main.ts` does. */
export function open(build: () => Node): { readonly app: HTMLElement; readonly close: () => void } {
  document.documentElement.lang = 'sv';
  const app = document.createElement('div');
  const { value, dispose } = scope(build);
  app.append(value);
  document.body.replaceChildren(app);
  return { app, close: dispose };
}

/** What the server answers, by path; every other path is not there. */
export function serve(answers: Readonly<Record<string, unknown>>): void {
  vi.stubGlobal('fetch', (path: string) => {
    const known = Object.hasOwn(answers, path);
    const body = known ? answers[path] : { type: 'about:blank', title: 'Not Found', status: 404, reason: 'not_found' };
    return Promise.resolve({ ok: known, status: known ? 200 : 404, json: () => Promise.resolve(body) });
  });
}

export function byId(testid: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
  if (found === null) throw new Error(`no ${testid} on the page:\n${document.body.textContent}`);
  return found;
}

export function has(testid: string): boolean {
  return document.querySelector(`[data-testid="${testid}"]`) !== null;
}

export function press(testid: string): void {
  byId(testid).click();
}

export function type(testid: string, words: string): void {
  const input = byId(testid) as HTMLInputElement;
  input.value = words;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

export function submit(testid: string): void {
  byId(testid).closest('form')?.dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true }));
}

/** What axe finds wrong with the structure; colours need a browser that draws. */
export async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document, { rules: { 'color-contrast': { enabled: false } } });
  return found.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ html }) => html).join(' ')})`);
}
