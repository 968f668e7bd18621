import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals-core';
import { t, type MessageKey } from '../i18n';
import type { LocalMedia } from '../media/local';
import { selfPicture } from '../join/preview';
import { each, h, show } from '../ui/dom';
import { icon } from '../ui/icons';
import { spoken } from '../ui/parts';
import { onCleanup, watch } from '../ui/scope';
import type { MeetingClient } from './client';
import { capacity, grid, wishes, type Box } from './layout';
import { slideView, watchSlide } from './slide';
import { initials, personById } from './state';
import { tiles, type Tile } from './tiles';

/** Resizing a window makes dozens of sizes a second; the server needs the last. */
const WISH_AFTER_MS = 200;

/** The pictures of the others and one's own. `covered` is true while something lies over them. */
export function stage(client: MeetingClient, local: LocalMedia, covered: () => boolean): HTMLElement {
  const box = signal<Box>({ width: 0, height: 0 });
  const most = computed(() => capacity(box.value));
  const shown = computed(() => tiles(client.state.value, most.value));
  const alone = (): boolean => shown.value.shown.length === 0;
  const slide = watchSlide(client, alone);
  const layout = computed(() => grid(box.value, shown.value.shown.length));
  const place = h('div', { class: 'tiles', role: 'group', 'aria-label': () => t('meeting.pictures') });
  watch(() => {
    place.style.setProperty('--tile-width', `${layout.value.tile.width}px`);
    place.style.setProperty('--tile-height', `${layout.value.tile.height}px`);
  });
  each(place, () => shown.value.shown, (tile) => tile.key, (tile) => tileView(client, tile));
  measure(place, (size) => { box.value = size; });
  const wanted = computed(() => {
    const { slots } = client.state.value;
    return wishes(slots.map(({ slot }) => slot), covered() ? 0 : most.value, layout.value.tile, window.devicePixelRatio);
  });
  sendWishes(client, wanted);
  return h(
    'div',
    { class: 'stage' },
    place,
    show(() => alone() && slide.value === null, (nobody) => (nobody ? aloneNote() : null)),
    show(() => slide.value, (mid) => (mid === null ? null : slideView(client, mid))),
    show(
      () => shown.value.more,
      (count) => (count === 0 ? null : h('p', { class: 'more-people' }, () => t('meeting.others_hidden', { count }))),
    ),
    ownPicture(local),
  );
}

function aloneNote(): HTMLElement {
  return h(
    'div',
    { class: 'alone', 'data-testid': 'alone' },
    icon('people'),
    h('p', { class: 'alone-title' }, () => t('meeting.alone')),
    h('p', {}, () => t('meeting.alone_hint')),
  );
}

function ownPicture(local: LocalMedia): HTMLElement {
  return h(
    'div',
    { class: 'self', hidden: () => local.camera.value === null },
    selfPicture(local, () => t('meeting.self'), 'self'),
    h('span', { class: 'self-name', 'aria-hidden': 'true' }, () => t('meeting.you')),
  );
}

function tileView(client: MeetingClient, tile: ReadonlySignal<Tile>): HTMLElement {
  const person = computed(() => personById(client.state.value, tile.value.participant));
  const name = (): string => person.value?.name ?? '';
  const hasPicture = (): boolean => tile.value.mid !== null && person.value?.has_picture === true;
  // Until the first picture is there, and while there is none, the initials are shown.
  const drawn = signal(false);
  const speaks = (): boolean => person.value?.speaking === true && !person.value.muted;
  // A room's picture holds several people, some of them at its sides: nothing is cut away.
  const isRoom = (): boolean => person.value?.edges.some((edge) => edge !== 'browser') === true;
  const { slot, participant } = tile.peek();
  return h(
    'figure',
    {
      class: () => `tile${isRoom() ? ' room' : ''}${speaks() ? ' speaking' : ''}${person.value?.presence === 'lost' ? ' away' : ''}`,
      'data-testid': slot === null ? `person-tile-${participant}` : `tile-${slot}`,
      'data-participant': () => tile.value.participant,
      'data-speaking': () => String(speaks()),
    },
    picture(client, tile, hasPicture, name, drawn),
    h('span', { class: 'initials', 'aria-hidden': 'true', hidden: () => hasPicture() && drawn.value }, () => initials(name())),
    h(
      'figcaption',
      {},
      show(() => person.value?.muted === true, (muted) => (muted ? mutedMark() : null)),
      h('span', { class: 'tile-name' }, name),
    ),
    show(() => person.value?.presence === 'invited', (called) => (called ? standing('people.invited') : null)),
    show(() => person.value?.presence === 'lost', (lost) => (lost ? standing('people.lost') : null)),
  );
}

function standing(words: MessageKey): HTMLElement {
  return h('span', { class: 'tile-standing' }, () => t(words));
}

function mutedMark(): HTMLElement {
  return h('span', { class: 'mark' }, icon('microphone-off'), spoken(() => t('people.muted')));
}

function picture(
  client: MeetingClient,
  tile: ReadonlySignal<Tile>,
  shown: () => boolean,
  name: () => string,
  drawn: Signal<boolean>,
): HTMLVideoElement {
  const video = h('video', {
    autoplay: true, playsinline: true, 'aria-label': name, hidden: () => !shown(),
    on: { loadeddata: () => { drawn.value = true; }, emptied: () => { drawn.value = false; } },
  });
  // The sound comes by its own element; a picture that is muted may start without a click.
  video.muted = true;
  watch(() => {
    const { mid } = tile.value;
    const changes = client.tracks.value;
    const track = mid === null || changes < 0 ? null : (client.peer?.picture(mid) ?? null);
    const now = video.srcObject instanceof MediaStream ? (video.srcObject.getTracks()[0] ?? null) : null;
    if (track === now) return;
    video.srcObject = track === null ? null : new MediaStream([track]);
    if (track !== null) void video.play().catch(() => undefined);
  });
  onCleanup(() => { video.srcObject = null; });
  return video;
}

function measure(element: HTMLElement, tell: (box: Box) => void): void {
  if (typeof ResizeObserver === 'undefined') return;
  const observer = new ResizeObserver(([entry]) => {
    if (entry !== undefined) tell({ width: entry.contentRect.width, height: entry.contentRect.height });
  });
  observer.observe(element);
  onCleanup(() => observer.disconnect());
}

/** Tells the server which slots are shown and how large, when that has been still for a moment. */
function sendWishes(client: MeetingClient, wanted: ReadonlySignal<ReturnType<typeof wishes>>): void {
  let told = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(() => {
    const next = wanted.value;
    // A new session knows nothing of what the old one was told.
    if (client.state.value.you === null) told = '';
    const words = JSON.stringify(next);
    clearTimeout(timer);
    if (words === told || client.state.value.slots.length === 0 || client.link.value.state !== 'open') return;
    timer = setTimeout(() => { if (client.wish(next)) told = words; }, WISH_AFTER_MS);
  });
  onCleanup(() => clearTimeout(timer));
}
