import type { ReadonlySignal } from '@preact/signals-core';
import type { LiveLeg, LiveMeeting, LiveParticipant, LiveQuality } from '../api/meetings';
import { clock, decimal, t, type MessageKey } from '../i18n';
import { each, h, text } from '../ui/dom';

const PRESENCES: Readonly<Record<string, MessageKey>> = {
  invited: 'presence.invited',
  lobby: 'presence.lobby',
  joined: 'presence.joined',
  lost: 'presence.lost',
  left: 'presence.left',
};

/** One meeting that runs: who, how, how well. */
export function meetingCard(meeting: ReadonlySignal<LiveMeeting>): HTMLElement {
  const { id } = meeting.peek();
  return h(
    'section',
    { class: 'card live-meeting', 'data-testid': `live-${id}` },
    h('h3', {}, () => [meeting.value.title, meeting.value.alias].filter(Boolean).join(' · ')),
    h('p', { class: 'hint' }, () => facts(meeting.value)),
    connections(meeting),
  );
}

function facts({ participants, since }: LiveMeeting): string {
  const joined = participants.filter(({ presence }) => presence === 'joined').length;
  return [t('live.people_in', { count: joined }), since === null ? '' : `${t('live.since')} ${clock(since)}`].filter(Boolean).join(' · ');
}

/** A person and one of its connections; either may be missing: a person who is called, a connection that is nobody's yet. */
interface Row {
  readonly key: string;
  readonly person: LiveParticipant | null;
  readonly leg: LiveLeg | null;
  /** How many rows the person's name spans; 0 when it stands in a row above. */
  readonly span: number;
}

/** Each person with its connections in the order of the list, then connections that are nobody's. */
export function rows({ participants, legs }: LiveMeeting): readonly Row[] {
  const known = new Set(participants.map(({ id }) => id));
  const nobodys = legs.filter(({ participant }) => participant === null || !known.has(participant));
  return [
    ...participants.flatMap((person): Row[] => {
      const own = legs.filter(({ participant }) => participant === person.id);
      return own.length === 0
        ? [{ key: person.id, person, leg: null, span: 1 }]
        : own.map((leg, index) => ({ key: `${person.id} ${leg.id}`, person, leg, span: index === 0 ? own.length : 0 }));
    }),
    ...nobodys.map((leg): Row => ({ key: leg.id, person: null, leg, span: 1 })),
  ];
}

function connections(meeting: ReadonlySignal<LiveMeeting>): HTMLElement {
  const body = h('tbody', {});
  // A name spans its rows: when that changes the row is another one.
  const keyed = (): { key: string; row: Row }[] => rows(meeting.value).map((row) => ({ key: `${row.key} ${row.span}`, row }));
  each(body, keyed, ({ key }) => key, (entry) => {
    const { span } = entry.peek().row;
    const person = (): LiveParticipant | null => entry.value.row.person;
    const leg = (): LiveLeg | null => entry.value.row.leg;
    const whose = h('th', { scope: 'row', rowspan: String(span) }, () => named(person()));
    const stands = h('td', { rowspan: String(span) }, () => state(person()));
    return h(
      'tr',
      {},
      ...(span === 0 ? [] : [whose, stands]),
      h('td', {}, () => leg()?.edge ?? '–'),
      h('td', {}, () => connection(leg())),
      h('td', {}, () => quality(leg()?.quality ?? null)),
      h('td', { class: 'identifier' }, () => leg()?.call ?? ''),
    );
  });
  return table(() => t('people.title'), ['live.name', 'live.state', 'live.edge', 'live.media', 'live.quality', 'live.call'], body);
}

function named(person: LiveParticipant | null): string {
  if (person === null) return '–';
  const { name, id, organisation } = person;
  return [name ?? id, organisation].filter(Boolean).join(', ');
}

function state(person: LiveParticipant | null): string {
  if (person === null) return '–';
  const { presence, role } = person;
  const key = presence === null ? undefined : PRESENCES[presence];
  return [key === undefined ? presence : t(key), role === 'host' ? t('people.host') : null].filter(Boolean).join(' · ');
}

function connection(leg: LiveLeg | null): string {
  if (leg === null) return '–';
  const { connected, direction } = leg;
  const way = direction === 'outgoing' ? 'live.outgoing' : 'live.incoming';
  return `${t(way)} · ${t(connected ? 'live.media_flows' : 'live.no_media')}`;
}

/** Both ways, as seen from the server. */
function quality(seen: LiveQuality | null): string {
  if (seen === null) return '–';
  const { roundTripMs, lostIn, lostOut, rateIn, rateOut } = seen;
  const way = (arrow: string, rate: number, lost: number): string =>
    `${arrow} ${t('quality.rate', { kbps: Math.round(rate / 1000) })}, ${t('quality.loss', { percent: decimal(lost / 10) })}`;
  return [way('↓', rateIn, lostIn), way('↑', rateOut, lostOut), roundTripMs === null ? '' : t('quality.delay', { ms: roundTripMs })]
    .filter(Boolean)
    .join(' · ');
}

/** A table that scrolls by itself on a narrow screen, also by keyboard. */
export function table(caption: () => string, columns: readonly MessageKey[], body: HTMLElement): HTMLElement {
  return h(
    'div',
    { class: 'table-frame', tabindex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      {},
      h('caption', { class: 'spoken' }, text(caption)),
      h('thead', {}, h('tr', {}, ...columns.map((key) => h('th', { scope: 'col' }, () => t(key))))),
      body,
    ),
  );
}
