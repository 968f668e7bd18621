import { computed, signal } from '@preact/signals-core';
import { announce } from '../a11y/announce';
import { t, type MessageKey } from '../i18n';
import { deviceCheck } from '../join/devices';
import { cameraTool, microphoneTool } from '../join/preview';
import type { LocalMedia } from '../media/local';
import { openDialog } from '../ui/dialog';
import { h, show } from '../ui/dom';
import { languageSwitch } from '../ui/frame';
import { icon, type IconName } from '../ui/icons';
import { tool } from '../ui/parts';
import { problemNote } from '../ui/problem';
import { listen, watch } from '../ui/scope';
import { chatPanel, writer } from './chat';
import type { MeetingClient } from './client';
import { openKeypad } from './keypad';
import { peoplePanel, waitingList } from './people';
import { meetingSound } from './sound';
import { stage } from './stage';
import { isHost, waiting } from './state';
import { blockedNote, refusalNote, statusLine } from './status';

type Panel = 'people' | 'chat';
/** The width at which the panels lie over the pictures instead of beside them; the same as in the style sheet. */
const NARROW = '(max-width: 760px)';
/** More would hide the meeting behind those who wait; all are in the panel. */
const WAITING_SHOWN = 3;

/** The meeting: pictures, people, chat, and the person's own switches. */
export function meetingView(client: MeetingClient, local: LocalMedia): HTMLElement {
  const panel = signal<Panel | null>(null);
  const narrow = signal(typeof matchMedia === 'function' && matchMedia(NARROW).matches);
  if (typeof matchMedia === 'function') listen(matchMedia(NARROW), 'change', () => { narrow.value = matchMedia(NARROW).matches; });
  const covered = (): boolean => narrow.value && panel.value !== null;
  sayWhatHappens(client, panel);
  return h(
    'div',
    { class: () => `meeting${panel.value === null ? '' : ' with-panel'}`, 'data-testid': 'meeting' },
    header(client),
    h(
      'main',
      { id: 'content', class: 'meeting-main', tabindex: -1 },
      h(
        'div',
        { class: 'stage-part' },
        notes(client, local, () => panel.value === 'people'),
        stage(client, local, covered),
        refusalNote(client),
        meetingSound(client, local),
      ),
      show(() => panel.value, (open) => (open === null ? null : panelView(client, open, () => closePanel(panel)))),
    ),
    toolbar(client, local, panel),
  );
}

function header(client: MeetingClient): HTMLElement {
  const title = (): string => client.state.value.roster?.title ?? '';
  return h(
    'header',
    { class: 'meeting-header' },
    h('h1', { class: 'meeting-title', 'data-testid': 'title', tabindex: -1 }, title),
    show(() => client.state.value.roster?.locked === true, (locked) => (locked ? flag('lock', 'meeting.locked', 'locked') : null)),
    show(() => client.state.value.you?.recorded === true, (recorded) => (recorded ? flag(null, 'meeting.recorded', 'recorded') : null)),
    statusLine(client),
    languageSwitch(),
  );
}

function flag(picture: IconName | null, words: MessageKey, testid: string): HTMLElement {
  return h(
    'p',
    { class: `flag ${testid}`, role: 'status', 'data-testid': testid },
    picture === null ? h('span', { class: 'dot', 'aria-hidden': 'true' }) : icon(picture),
    h('span', {}, () => t(words)),
  );
}

/** What the person should see before everything else. */
function notes(client: MeetingClient, local: LocalMedia, peopleShown: () => boolean): HTMLElement {
  const someWait = (): boolean => isHost(client.state.value) && waiting(client.state.value).length > 0 && !peopleShown();
  return h(
    'div',
    { class: 'notes' },
    show(someWait, (some) =>
      some
        ? h('section', { class: 'note knock', 'aria-label': () => t('people.lobby') }, h('h2', {}, () => t('people.lobby')), waitingList(client, WAITING_SHOWN))
        : null,
    ),
    blockedNote(client),
    show(
      () => client.state.value.you?.muted_by_host === true && !local.microphoneOn.value,
      (muted) => (muted ? h('p', { class: 'note', role: 'status', 'data-testid': 'muted-by-host' }, () => t('control.muted_by_host')) : null),
    ),
    show(
      () => (local.microphoneOn.value ? local.microphoneProblem.value : null) ?? (local.cameraOn.value ? local.cameraProblem.value : null),
      (problem) => (problem === null ? null : problemNote(problem, 'device-problem')),
    ),
  );
}

function panelView(client: MeetingClient, panel: Panel, close: () => void): HTMLElement {
  const title: MessageKey = panel === 'people' ? 'people.title' : 'chat.title';
  const view = h(
    'aside',
    { class: 'panel', id: 'panel', 'aria-labelledby': 'panel-title', 'data-testid': `panel-${panel}` },
    h(
      'header',
      { class: 'panel-header' },
      h('h2', { id: 'panel-title', tabindex: -1 }, () => t(title)),
      h('button', { type: 'button', class: 'close', 'data-testid': 'panel-close', 'aria-label': () => t('app.close'), on: { click: close } }, icon('close')),
    ),
    panel === 'people' ? peoplePanel(client) : chatPanel(client),
  );
  view.addEventListener('keydown', ({ key }) => { if (key === 'Escape') close(); });
  // After it is in the page: to where the person wants to be.
  queueMicrotask(() => view.querySelector<HTMLElement>(panel === 'chat' ? '#chat-input' : '#panel-title')?.focus());
  return view;
}

function closePanel(panel: { value: Panel | null }): void {
  const toggle = panel.value === null ? null : document.querySelector<HTMLElement>(`[data-testid="${panel.value}-toggle"]`);
  panel.value = null;
  toggle?.focus();
}

function toolbar(client: MeetingClient, local: LocalMedia, panel: { value: Panel | null }): HTMLElement {
  const seen = signal(0);
  const { state } = client;
  watch(() => { if (panel.value === 'chat') seen.value = state.value.chat.length; });
  const unread = computed(() => Math.max(0, state.value.chat.length - seen.value));
  const waits = computed(() => waiting(state.value).length);
  const devices = (): void => openDialog(() => t('control.devices'), 'devices', () => deviceCheck(local, 'meeting'));
  return h(
    'section',
    { class: 'toolbar', 'aria-label': () => t('meeting.controls') },
    microphoneTool(local, (on) => void client.setMicrophone(on)),
    cameraTool(local, (on) => void client.setCamera(on)),
    panelTool(panel, 'people', 'people', 'control.people', () => (waits.value === 0 ? '' : t('control.waiting', { count: waits.value })), () => waits.value),
    panelTool(panel, 'chat', 'chat', 'control.chat', () => (unread.value === 0 ? '' : t('control.unread', { count: unread.value })), () => unread.value),
    tool({ testid: 'keypad-toggle', icon: 'keypad', label: () => t('control.keypad'), caption: () => t('control.keypad'), press: () => openKeypad(client) }),
    tool({ testid: 'devices-toggle', icon: 'devices', label: () => t('control.devices'), caption: () => t('control.devices'), press: devices }),
    tool({
      testid: 'leave', icon: 'leave', class: 'leave', label: () => t('control.leave'), caption: () => t('control.leave'),
      press: () => client.leave(),
    }),
  );
}

function panelTool(
  panel: { value: Panel | null },
  which: Panel,
  picture: IconName,
  name: MessageKey,
  more: () => string,
  count: () => number,
): HTMLButtonElement {
  return tool({
    testid: `${which}-toggle`,
    icon: picture,
    label: () => [t(name), more()].filter((part) => part !== '').join(', '),
    caption: () => t(name),
    class: () => (panel.value === which ? 'open' : ''),
    press: () => {
      if (panel.value === which) closePanel(panel);
      else panel.value = which;
    },
    more: { 'aria-expanded': () => String(panel.value === which), 'aria-controls': () => (panel.value === which ? 'panel' : null) },
    // The number is drawn by the style sheet: in words it is part of the label.
    badge: h('span', { class: 'badge', 'aria-hidden': 'true', hidden: () => count() === 0, 'data-count': () => count() }),
  });
}

/** Reads aloud who comes, goes and waits, and what is written while the chat is closed. */
function sayWhatHappens(client: MeetingClient, panel: { readonly value: Panel | null }): void {
  watch(() => {
    for (const { what, name } of client.happened.value) announce(t(`meeting.${what}`, { name }));
  });
  let heard = client.state.peek().chat.length;
  watch(() => {
    const { chat, you } = client.state.value;
    const news = chat.slice(heard);
    heard = chat.length;
    for (const { from, text } of news) {
      if (from !== you?.participant || panel.value === 'chat') announce(t('chat.announce', { name: writer(client.state.peek(), from), text }));
    }
  });
}
