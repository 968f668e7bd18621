import { h } from '../ui/dom';

/** The same words twice in a row are read twice only when the region was empty between. */
const PAUSE_MS = 60;
/** Old words are taken away, so that nobody who walks through the page finds them. */
const KEEP_MS = 8_000;

let region: HTMLElement | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let waiting: string[] = [];

/** Says something to those who hear the page, when they have heard out what they are listening to. */
export function announce(words: string): void {
  if (region === null || !region.isConnected) {
    region = h('div', { class: 'spoken', role: 'log', 'aria-live': 'polite', 'aria-relevant': 'additions' });
    document.body.append(region);
  }
  const target = region;
  waiting.push(words);
  clearTimeout(timer);
  timer = setTimeout(() => {
    for (const line of waiting) {
      const said = h('p', {}, line);
      target.append(said);
      setTimeout(() => said.remove(), KEEP_MS);
    }
    waiting = [];
  }, PAUSE_MS);
}

/** Moves the focus to the heading of a new page or phase, which is then read. */
export function focusHeading(root: ParentNode): void {
  const heading = root.querySelector<HTMLElement>('h1');
  if (heading === null) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
