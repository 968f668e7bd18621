import { signal } from '@preact/signals-core';
import { journal, type JournalLine } from '../api/journal';
import { liveMeeting, meetings, type Listed, type LiveMeeting } from '../api/meetings';
import { ask, type Refused } from '../api/request';
import { keyField } from '../admin/key';
import { refusedNote } from '../admin/page';
import { adminToken, keepAdminToken } from '../admin/token';
import { preciseClock, t } from '../i18n';
import { each, h, show } from '../ui/dom';
import { frame } from '../ui/frame';
import { button } from '../ui/parts';
import { every, onCleanup, watch } from '../ui/scope';
import { journalTable } from './journal';
import { meetingCard } from './meeting';

const REFRESH_MS = 4_000;
const JOURNAL_LINES = 80;

/** What the page shows; kept when the server stops answering. */
interface Picture {
  readonly at: string;
  readonly running: readonly LiveMeeting[];
  readonly idle: readonly Listed[];
  readonly journal: readonly JournalLine[];
}

/** Who is in, how, and why something failed: read only. */
export function livePage(): Node {
  watch(() => { document.title = `${t('live.title')} – ${t('app.name')}`; });
  return show(() => adminToken.value === '', (unknown) => (unknown ? keyView() : liveView(adminToken.peek())));
}

function keyView(): HTMLElement {
  const missing = signal(false);
  const { row, input } = keyField(() => (missing.value ? t('new.token_missing') : ''));
  const submit = (event: Event): void => {
    event.preventDefault();
    missing.value = input.value.trim() === '';
    if (!missing.value) keepAdminToken(input.value.trim());
  };
  const form = h(
    'form',
    { class: 'card stack', on: { submit } },
    row,
    button({ testid: 'show', kind: 'primary', label: () => t('live.show'), press: () => undefined, more: { type: 'submit' } }),
  );
  form.noValidate = true;
  return frame('live-key', h('h1', {}, () => t('live.title')), h('p', { class: 'lead' }, () => t('live.lead')), form);
}

function liveView(token: string): HTMLElement {
  const picture = signal<Picture | null>(null);
  const refused = signal<Refused | null>(null);
  const healthy = signal(true);
  const look = lookOnce(async () => {
    const health = await ask('/healthz', (json) => (json === null ? null : true));
    healthy.value = health.ok;
    const seen = await take(token);
    if ('problem' in seen) refused.value = seen;
    else {
      refused.value = null;
      picture.value = seen;
    }
  });
  look();
  every(REFRESH_MS, () => { if (document.visibilityState === 'visible') look(); });
  return frame(
    'live',
    h(
      'div',
      { class: 'row spread' },
      h('h1', {}, () => t('live.title')),
      h('p', { class: () => `status ${healthy.value ? 'good' : 'trouble'}`, role: 'status', 'data-testid': 'status' },
        h('span', { class: 'dot', 'aria-hidden': 'true' }), h('span', {}, () => t(healthy.value ? 'live.good_health' : 'live.bad_health'))),
      button({ testid: 'forget', kind: 'quiet', label: () => t('live.forget'), press: () => keepAdminToken('') }),
    ),
    show(() => refused.value, (why) => (why === null ? null : refusedNote(why))),
    h('p', { class: 'hint', 'data-testid': 'updated' }, () => updated(picture.value, refused.value !== null)),
    h('h2', {}, () => t('live.meetings')),
    show(() => picture.value?.running.length === 0, (none) => (none ? h('p', { 'data-testid': 'no-meetings' }, () => t('live.no_meetings')) : null)),
    each(h('div', { class: 'live-meetings', 'data-testid': 'meetings' }), () => picture.value?.running ?? [], ({ id }) => id, (meeting) => meetingCard(meeting)),
    idleList(() => picture.value?.idle ?? []),
    h('h2', { id: 'journal-title' }, () => t('live.journal')),
    journalTable(() => picture.value?.journal ?? []),
  );
}

function updated(picture: Picture | null, stale: boolean): string {
  if (picture === null) return stale ? '' : t('app.loading');
  return t(stale ? 'live.stale' : 'live.updated', { time: preciseClock(picture.at) });
}

/** Meetings that nobody is in. */
function idleList(idle: () => readonly Listed[]): Node {
  return show(
    () => idle().length > 0,
    (some) =>
      some
        ? h('details', { class: 'idle' }, h('summary', {}, () => `${t('live.not_running')} (${idle().length})`),
            each(h('ul', {}), idle, ({ id }) => id, (meeting) => h('li', {}, () => [meeting.value.title, meeting.value.alias].filter(Boolean).join(' · '))))
        : null,
  );
}

/** Never two looks at once: a slow server is not asked more often for it. */
function lookOnce(look: () => Promise<void>): () => void {
  let looking = false;
  let gone = false;
  onCleanup(() => { gone = true; });
  return () => {
    if (looking || gone) return;
    looking = true;
    void look().finally(() => { looking = false; });
  };
}

async function take(token: string): Promise<Picture | Refused> {
  const [listed, lines] = await Promise.all([meetings(token), journal(token, JOURNAL_LINES)]);
  if (!listed.ok) return listed.refused;
  if (!lines.ok) return lines.refused;
  const running = listed.value.filter(({ since }) => since !== null);
  const details = await Promise.all(running.map((meeting) => liveMeeting(token, meeting)));
  return {
    at: new Date().toISOString(),
    // One that ended between the two questions is no longer there.
    running: details.flatMap((detail) => (detail.ok ? [detail.value] : [])),
    idle: listed.value.filter(({ since }) => since === null),
    journal: lines.value,
  };
}
