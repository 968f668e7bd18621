import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newPage } from '../src/admin/page';
import { keepAdminToken } from '../src/admin/token';
import { homePage } from '../src/home';
import { chooseLanguage } from '../src/i18n';
import { livePage } from '../src/live/page';
import { Peer } from '../src/media/peer';
import { meetingPage } from '../src/meeting/page';
import type { Person, ServerMessage, YouAre } from '../src/protocol/messages';
import { FakeServer, WELCOME } from './fakes/channel';
import { FakeConnection } from './fakes/connection';
import { OFFER } from './fakes/offer';
import { byId, has, open, press, serve, submit, type, violations } from './fakes/pages';
import { person, standing } from './fakes/people';

const INVITATION = { '/api/v1/invitations/budget': { alias: 'budget', title: 'Budget', organisation: 'Verket', host: 'Åsa', lobby: true } };
const YOU: YouAre = { participant: 'me', role: 'speaker', in_lobby: false, muted: false, muted_by_host: false, recorded: false };
const settle = () => new Promise<void>((done) => setTimeout(done, 0));
const youAre = (more: Partial<YouAre> = {}): ServerMessage => ({ type: 'you_are', body: { ...YOU, ...more } });
const roster = (...people: Person[]): ServerMessage => ({ type: 'roster', body: { title: 'Budget', locked: false, people } });

let close = (): void => undefined;
function show(build: () => Node): void {
  ({ close } = open(build));
}

async function guest(): Promise<FakeServer> {
  serve(INVITATION);
  const server = new FakeServer();
  show(() => meetingPage('budget', 'secret', { open: server.open, makePeer: (events) => new Peer(events, new FakeConnection().as()) }));
  await settle();
  return server;
}

async function entered(more: Partial<YouAre> = {}): Promise<FakeServer> {
  const server = await guest();
  type('name', 'Gäst');
  submit('join');
  await settle();
  server.last.say(WELCOME);
  server.last.say(youAre(more));
  await settle();
  return server;
}

beforeEach(() => {
  localStorage.clear();
  keepAdminToken('');
});
afterEach(() => {
  close();
  document.body.replaceChildren();
  chooseLanguage('sv');
  vi.unstubAllGlobals();
});

describe('the way of a guest', () => {
  it('begins with who invites, and is clean for those who hear the page', async () => {
    await guest();
    expect(document.querySelector('h1')?.textContent).toBe('Budget');
    expect(byId('organisation').textContent).toBe('Verket');
    expect(byId('host').textContent).toBe('Värd: Åsa');
    expect(await violations()).toEqual([]);
  });

  it('says why there is no camera', async () => {
    await guest();
    expect(byId('device-problem').dataset['problem']).toBe('insecure_context');
  });

  it('asks for a name in words, and does not go in without', async () => {
    const server = await guest();
    submit('join');
    await settle();
    expect(document.getElementById('join-name-error')?.textContent).toContain('Skriv ditt namn');
    expect(byId('name').getAttribute('aria-invalid')).toBe('true');
    expect(server.sockets).toHaveLength(0);
    expect(await violations()).toEqual([]);
  });

  it('gives the link’s token only in the message that joins', async () => {
    const server = await entered();
    expect(server.last.heard[0]).toMatchObject({ type: 'join', body: { meeting: 'budget', token: 'secret', name: 'Gäst', language: 'sv' } });
    expect(JSON.stringify(localStorage)).not.toContain('secret');
    expect(JSON.stringify(sessionStorage)).not.toContain('secret');
  });

  it('changes its language without a reload, on the same page', async () => {
    await guest();
    type('name', 'Gäst');
    chooseLanguage('en');
    expect(byId('join').textContent).toBe('Enter the meeting');
    expect((byId('name') as HTMLInputElement).value).toBe('Gäst');
  });

  it('waits in the lobby, sees that it is connected, and comes in', async () => {
    const server = await entered({ in_lobby: true });
    expect(byId('lobby').textContent).toContain('Du är i väntrummet');
    expect(byId('status').textContent).toBe('Ansluten, väntar på värden');
    expect(await violations()).toEqual([]);
    server.last.break();
    expect(byId('status').textContent).toContain('Vi kopplar upp igen');
    server.last.say(youAre());
    await settle();
    expect(has('lobby')).toBe(true);
  });

  it('says why it was not let in, and what to do', async () => {
    const server = await entered({ in_lobby: true });
    server.last.say({ type: 'ended', body: { reason: 'not_admitted', blame: 'policy' } });
    await settle();
    expect(byId('error').textContent).toBe('Värden släppte inte in dig.');
    expect(has('again')).toBe(false);
    expect(await violations()).toEqual([]);
  });

  it('says that a link is wrong before asking for anything', async () => {
    serve({});
    show(() => meetingPage('nobody', null, { open: new FakeServer().open }));
    await settle();
    expect(byId('over').dataset['problem']).toBe('wrong_link');
    chooseLanguage('en');
    expect(byId('error').textContent).toBe('The link is wrong.');
  });

  it('can enter again after leaving', async () => {
    const server = await entered();
    press('leave');
    server.last.say({ type: 'ended', body: { reason: 'hung_up', blame: 'far_end' } });
    await settle();
    expect(has('left')).toBe(true);
    press('again');
    await settle();
    expect((byId('name') as HTMLInputElement).value).toBe('Gäst');
  });
});

describe('the meeting', () => {
  async function meeting(more: Partial<YouAre> = {}, ...others: Person[]): Promise<FakeServer> {
    const server = await entered(more);
    server.last.say(roster(person('me', { role: more.role ?? 'speaker' }), ...others));
    server.last.say({ type: 'media', body: { rev: 0, sdp: OFFER } });
    const slots = others.map(({ participant }, slot) => ({ slot, mid: String(slot + 1), participant }));
    server.last.say({ type: 'slots', body: { slots } });
    await settle();
    await settle();
    return server;
  }

  it('shows the others in their slots, with name, and who speaks', async () => {
    const server = await meeting({}, person('a'), person('b', { muted: true }));
    expect(byId('tile-0').textContent).toContain('Name of a');
    const video = byId('tile-0').querySelector('video');
    expect((video?.srcObject as MediaStream | null)?.getTracks()[0]?.id).toBe('from-1');
    server.last.say(roster(person('me'), person('a', { speaking: true }), person('b', { muted: true })));
    expect(byId('tile-0').dataset['speaking']).toBe('true');
    expect(byId('tile-1').dataset['speaking']).toBe('false');
    expect(await violations()).toEqual([]);
  });

  it('wishes for the slots that it shows, as large as they are', async () => {
    const server = await meeting({}, person('a'), person('b'));
    const wishes = await vi.waitFor(() => {
      const wish = server.last.heard.find((message) => message.type === 'wish');
      expect(wish).toBeDefined();
      return wish?.body;
    });
    expect(wishes).toEqual({ wishes: [{ slot: 0, size: { width: 848, height: 480 } }, { slot: 1, size: { width: 848, height: 480 } }] });
  });

  it('shows whoever a slot is bound to next, without the picture of the one before', async () => {
    const server = await meeting({}, person('a'), person('b'));
    server.last.say({ type: 'slots', body: { slots: [{ slot: 0, mid: '2', participant: 'b' }] } });
    expect(byId('tile-0').textContent).toContain('Name of b');
    expect((byId('tile-0').querySelector('video')?.srcObject as MediaStream | null)?.getTracks()[0]?.id).toBe('from-2');
    expect(has('person-tile-a')).toBe(true);
  });

  it('shows what the meeting itself sends while nobody else is there', async () => {
    serve(INVITATION);
    const [server, connection] = [new FakeServer(), new FakeConnection()];
    vi.useFakeTimers();
    show(() => meetingPage('budget', null, { open: server.open, makePeer: (events) => new Peer(events, connection.as()) }));
    await vi.advanceTimersByTimeAsync(0);
    type('name', 'Gäst');
    submit('join');
    await vi.advanceTimersByTimeAsync(0);
    for (const message of [WELCOME, youAre(), roster(person('me'))]) server.last.say(message);
    server.last.say({ type: 'media', body: { rev: 0, sdp: OFFER } });
    server.last.say({ type: 'slots', body: { slots: [{ slot: 0, mid: '1' }] } });
    const pictures = connection.transceivers;
    const second = async (count: number) => {
      await vi.advanceTimersByTimeAsync(0);
      if (pictures[1] !== undefined) pictures[1].receiver.pictures += count;
      await vi.advanceTimersByTimeAsync(1000);
    };
    await second(20);
    expect(has('alone')).toBe(true);
    await second(20);
    expect([has('slide'), has('alone')]).toEqual([true, false]);
    await second(0);
    expect([has('slide'), has('alone')]).toEqual([false, true]);
    vi.useRealTimers();
  });

  it('gives a host the keys to the door, and a guest none', async () => {
    const server = await meeting({ role: 'host' }, person('a'), standing('w', 'lobby'));
    press('admit-w');
    expect(server.last.heard.at(-1)).toMatchObject({ type: 'control', body: { request: { type: 'admit', participant: 'w' } } });
    press('people-toggle');
    await settle();
    expect(document.querySelectorAll('[data-testid="admit-w"]')).toHaveLength(1);
    press('mute-a');
    press('lock');
    press('remove-a');
    press('confirm-remove-ok');
    press('end-meeting');
    press('confirm-end-ok');
    type('invite-address', ' rum@verket.se ');
    submit('invite-address');
    const asked = server.last.heard.flatMap((message) => (message.type === 'control' ? [message.body.request] : [])).slice(-5);
    expect(asked).toEqual([
      { type: 'mute', participant: 'a', muted: true },
      { type: 'lock', locked: true },
      { type: 'remove', participant: 'a' },
      { type: 'end_meeting' },
      { type: 'invite', address: 'rum@verket.se' },
    ]);
    expect(await violations()).toEqual([]);
    server.last.say(youAre({ role: 'speaker' }));
    expect(has('lock')).toBe(false);
    expect(has('mute-a')).toBe(false);
  });

  it('lets a host ring again whoever is not there, by the keyboard too', async () => {
    const away = (participant: string, again: boolean): Person =>
      person(participant, { presence: 'left', edges: [], away: { reason: again ? 'connection_lost' : 'busy', again } });
    const server = await meeting({ role: 'host' }, person('a'), away('r', false), away('s', true));
    press('people-toggle');
    await settle();
    expect(byId('roster').textContent).not.toContain('Name of r');
    expect(byId('away-r').textContent).toContain('Upptaget');
    expect(byId('away-s').textContent).toContain('Förbindelsen bröts – rings snart upp igen');
    const again = byId('call-again-r');
    expect([again.tagName, again.textContent, again.getAttribute('aria-label')]).toEqual(['BUTTON', 'Ring upp igen', 'Ring upp Name of r igen']);
    expect(await violations()).toEqual([]);
    again.focus();
    expect(document.activeElement).toBe(again);
    press('call-again-r');
    press('forget-s');
    const asked = server.last.heard.flatMap((message) => (message.type === 'control' ? [message.body.request] : [])).slice(-2);
    expect(asked).toEqual([{ type: 'call_again', participant: 'r' }, { type: 'remove', participant: 's' }]);
    server.last.say({ type: 'roster', body: { title: 'Budget', locked: false, people: [person('me'), person('a'), standing('r', 'invited')] } });
    expect(has('away')).toBe(false);
    expect(document.activeElement?.id).toBe('roster-title');
    server.last.say(youAre({ role: 'speaker' }));
    server.last.say({ type: 'roster', body: { title: 'Budget', locked: false, people: [person('me'), away('r', false)] } });
    expect(has('away')).toBe(false);
  });

  it('says why a wish was not granted', async () => {
    const server = await meeting({ role: 'host' });
    press('people-toggle');
    type('invite-address', 'nobody@x.se');
    submit('invite-address');
    server.last.say({ type: 'control_done', body: { error: 'not_found' } }, { re: server.last.heard.at(-1)?.id ?? 0 });
    expect(byId('notice').textContent).toContain('Det finns inget möte och ingen deltagare med den adressen.');
  });

  it('shows chat as text and counts what was not read', async () => {
    const server = await meeting({}, person('a'));
    server.last.say({ type: 'chat', body: { from: 'a', text: '<img src=x onerror=alert(1)>', at: '2026-01-01T10:00:00.000Z' } });
    expect(byId('chat-toggle').getAttribute('aria-label')).toBe('Chatt, 1 olästa');
    press('chat-toggle');
    await settle();
    expect(document.activeElement).toBe(byId('chat-input'));
    expect(byId('chat-log').querySelector('img')).toBeNull();
    expect(byId('chat-log').textContent).toContain('<img src=x');
    expect(byId('chat-toggle').getAttribute('aria-label')).toBe('Chatt');
    type('chat-input', 'hej');
    submit('chat-input');
    expect(server.last.heard.at(-1)).toMatchObject({ type: 'chat', body: { text: 'hej' } });
    expect(await violations()).toEqual([]);
    byId('panel-chat').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    expect(document.activeElement).toBe(byId('chat-toggle'));
  });

  it('sends digits by keys and by the keyboard', async () => {
    const server = await meeting({});
    press('keypad-toggle');
    press('key-5');
    byId('key-5').dispatchEvent(new KeyboardEvent('keydown', { key: '#', bubbles: true }));
    const digits = server.last.heard.flatMap((message) => (message.type === 'digit' ? [message.body.digit] : []));
    expect(digits).toEqual(['5', '#']);
    expect(byId('keypad-pressed').textContent).toBe('5#');
    expect(await violations()).toEqual([]);
    press('keypad-close');
    expect(has('keypad')).toBe(false);
  });

  it('says that the connection is lost and comes back', async () => {
    const server = await meeting({}, person('a'));
    server.last.break();
    expect(byId('status').dataset['link']).toBe('lost');
    expect(byId('status').textContent).toContain('Försök 1');
    expect(has('meeting')).toBe(true);
  });

  it('tells whoever looks into the page its phase', async () => {
    await meeting({});
    expect((window as unknown as { __tolk: { phase: string } }).__tolk.phase).toBe('meeting');
  });
});

describe('the pages of operators', () => {
  it('make a meeting and show its links', async () => {
    show(() => newPage());
    expect(await violations()).toEqual([]);
    submit('create');
    await settle();
    expect(document.getElementById('admin-token-error')?.textContent).not.toBe('');
    serve({ '/api/v1/meetings': { title: 'Plan', host_link: 'https://x/m/1#k=h', guest_link: 'https://x/m/1#k=g', sip_address: 'sip:1@x' } });
    type('admin-token', 'key');
    type('meeting-title', 'Plan');
    submit('create');
    await settle();
    expect((byId('guest-link') as HTMLInputElement).value).toBe('https://x/m/1#k=g');
    expect(sessionStorage.getItem('tolk.admin')).toBe('key');
    expect(JSON.stringify(localStorage)).not.toContain('key');
    expect(await violations()).toEqual([]);
  });

  it('show who is in, how, and why it failed', async () => {
    serve({
      '/healthz': { status: 'ok' },
      '/api/v1/meetings': [{ id: 'm1', title: 'Plan', alias: 'plan', since: '2026-01-01T10:00:00.000Z' }, { id: 'm2', title: 'Empty' }],
      '/api/v1/meetings/m1': {
        participants: [
          { id: 'p1', name: 'Åsa', presence: 'joined', role: 'host', edges: ['browser', 'sip'] },
          { id: 'p2', name: 'Bo', presence: 'invited', role: 'speaker', edges: [] },
        ],
        legs: [
          { id: 'l1', participant: 'p1', call: 'call_1', edge: 'sip', direction: 'outgoing', connected: true, quality: { lost_in_permille: 12, rate_in: 512_000 } },
          { id: 'l2', participant: 'p1', call: 'call_2', edge: 'browser', direction: 'incoming', connected: false },
          { id: 'l3', call: 'call_3', edge: 'sip', direction: 'incoming', connected: false },
        ],
      },
      '/api/v1/journal?limit=80': [
        { at: '2026-01-01T10:00:00.000Z', type: 'leg_ended', edge: 'sip', cause: { reason: 'media_blocked', blame: { type: 'network' } } },
      ],
    });
    keepAdminToken('key');
    show(() => livePage());
    await settle();
    await settle();
    expect(byId('live-m1').textContent).toContain('Åsa');
    expect(byId('live-m1').textContent).toContain('512 kbit/s, 1,2 % förlust');
    const table = [...byId('live-m1').querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent));
    expect(table.map((row) => row[0])).toEqual(['Åsa', 'browser', 'Bo', '–']);
    expect(table.map((row) => row.at(-1))).toEqual(['call_1', 'call_2', '', 'call_3']);
    expect(byId('live-m1').querySelector('th[rowspan="2"]')?.textContent).toBe('Åsa');
    expect(byId('journal').children).toHaveLength(1);
    expect(byId('journal').querySelector('.fault')?.textContent).toContain('Nätverket släpper inte fram bild och ljud.');
    expect(await violations()).toEqual([]);
  });

  it('ask for the key first, and say when it is wrong', async () => {
    serve({});
    show(() => livePage());
    expect(await violations()).toEqual([]);
    type('admin-token', 'key');
    submit('show');
    await settle();
    await settle();
    expect(has('error')).toBe(true);
    press('forget');
    expect(has('admin-token')).toBe(true);
    expect(sessionStorage.getItem('tolk.admin')).toBeNull();
  });

  it('lead from the start page to a meeting by its name', async () => {
    const go = vi.fn();
    show(() => homePage(go));
    expect(await violations()).toEqual([]);
    type('home-alias', ' möte 1 ');
    submit('home-go');
    expect(go).toHaveBeenCalledWith('/m/m%C3%B6te%201');
  });
});
