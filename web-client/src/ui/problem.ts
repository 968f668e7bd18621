import { sentence } from '../i18n/problems';
import { h, type Child } from './dom';

/** Why something does not work and what to do, in place. Follows the language. */
export function problemNote(problem: string, testid: string, ...actions: readonly Child[]): HTMLElement {
  return h(
    'div',
    { class: 'note warning', role: 'alert', 'data-testid': testid, 'data-problem': problem },
    h('p', { class: 'note-why' }, () => sentence(problem).why),
    h('p', {}, () => sentence(problem).todo),
    actions.length === 0 ? null : h('div', { class: 'row' }, ...actions),
  );
}
