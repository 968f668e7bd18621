import { isFault, type JournalLine } from '../api/journal';
import { preciseClock, t } from '../i18n';
import { sentence } from '../i18n/problems';
import { each, h } from '../ui/dom';
import { table } from './meeting';

/** What happened last, the newest first; what went wrong is marked, and said in words. */
export function journalTable(lines: () => readonly JournalLine[]): HTMLElement {
  const body = h('tbody', { 'data-testid': 'journal' });
  each(body, () => keyed(lines()), ({ key }) => key, (entry) => {
    const { line } = entry.peek();
    return h(
      'tr',
      { class: isFault(line) ? 'fault' : '' },
      h('td', {}, h('time', { datetime: line.at }, () => preciseClock(line.at))),
      h('th', { scope: 'row', class: 'identifier' }, line.type),
      h('td', {}, () => details(line)),
      h('td', { class: 'identifier' }, line.call ?? line.meeting ?? ''),
    );
  });
  return table(() => t('live.journal'), ['live.time', 'live.what', 'live.details', 'live.call'], body);
}

function details({ reason, blame, rule, facts }: JournalLine): string {
  const why = reason === null ? [] : [`${sentence(reason).why} (${[reason, blame].filter(Boolean).join(', ')})`];
  return [...why, ...(rule === null ? [] : [`rule: ${rule}`]), ...facts].join(' · ');
}

/** Entries have no number: equal ones are told apart by how many came before. */
function keyed(lines: readonly JournalLine[]): { readonly key: string; readonly line: JournalLine }[] {
  const seen = new Map<string, number>();
  return [...lines].reverse().map((line) => {
    const words = JSON.stringify(line);
    const count = seen.get(words) ?? 0;
    seen.set(words, count + 1);
    return { key: `${words}#${count}`, line };
  }).reverse();
}
