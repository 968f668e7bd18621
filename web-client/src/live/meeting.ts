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
    people(meeting),
    legs(meeting),
  );
}

function facts({ participants, since }: LiveMeeting): string {
  const joined = participants.filter(({ presence }) => presence === 'joined').length;
  return [t('live.people_in', { count: joined }), since === null ? '' : `${t('live.since')} ${clock(since)}`].filter(Boolean).join(' · ');
}

function people(meeting: ReadonlySignal<LiveMeeting>): HTMLElement {
  const body = h('tbody', {});
  each(body, () => meeting.value.participants, ({ id }) => id, (person) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, () => named(person.value)),
      h('td', {}, () => state(person.value)),
      h('td', {}, () => person.value.edges.join(', ')),
    ),
  );
  return table(() => t('people.title'), ['live.name', 'live.state', 'live.edge'], body);
}

function named({ name, id, organisation }: LiveParticipant): string {
  return [name ?? id, organisation].filter(Boolean).join(', ');
}

function state({ presence, role }: LiveParticipant): string {
  const key = presence === null ? undefined : PRESENCES[presence];
  return [key === undefined ? presence : t(key), role === 'host' ? t('people.host') : null].filter(Boolean).join(' · ');
}

function legs(meeting: ReadonlySignal<LiveMeeting>): HTMLElement {
  const body = h('tbody', {});
  each(body, () => meeting.value.legs, ({ id }) => id, (leg) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, () => leg.value.edge ?? ''),
      h('td', {}, () => connection(leg.value)),
      h('td', {}, () => (leg.value.quality === null ? '–' : quality(leg.value.quality))),
      h('td', { class: 'identifier' }, () => leg.value.call ?? ''),
    ),
  );
  return table(() => t('live.quality'), ['live.edge', 'live.state', 'live.quality', 'live.call'], body);
}

function connection({ connected, direction }: LiveLeg): string {
  const way = direction === 'outgoing' ? 'live.outgoing' : 'live.incoming';
  return `${t(way)} · ${t(connected ? 'live.media_flows' : 'live.no_media')}`;
}

/** Both ways, as seen from the server. */
function quality({ roundTripMs, lostIn, lostOut, rateIn, rateOut }: LiveQuality): string {
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
