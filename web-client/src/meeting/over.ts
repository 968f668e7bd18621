import { t } from '../i18n';
import { sentence } from '../i18n/problems';
import { h } from '../ui/dom';
import { frame } from '../ui/frame';
import { button } from '../ui/parts';
import type { End } from '../signalling/session';

/** After these trying again with the same link is of no use. */
const FINAL = new Set<End['problem']>([
  'wrong_link', 'link_expired', 'not_found', 'gone', 'meeting_ended', 'not_admitted', 'removed', 'transferred', 'unsupported_browser',
]);

/** The end: one sentence why, one what to do. */
export function overView({ problem, rule }: End, again: () => void): HTMLElement {
  return frame(
    'over',
    h(
      'section',
      { class: 'card over-card stack', 'data-testid': 'over', 'data-problem': problem },
      h('h1', { tabindex: -1, 'data-testid': problem === 'left' ? 'left' : 'error' }, () => sentence(problem).why),
      h('p', { 'data-testid': 'advice' }, () => sentence(problem).todo),
      rule === undefined ? null : h('p', { class: 'hint' }, () => t('over.reference', { rule })),
      h(
        'div',
        { class: 'row' },
        FINAL.has(problem)
          ? null
          : button({ testid: 'again', kind: 'primary', label: () => t(problem === 'left' ? 'over.back' : 'app.retry'), press: again }),
        h('a', { class: 'button quiet', href: '/' }, () => t('over.home')),
      ),
    ),
  );
}
