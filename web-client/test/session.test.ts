import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Session, type End, type Link } from '../src/signalling/session';
import { MOST_WAITING } from '../src/signalling/outbox';
import { backoff, GIVE_UP_MS, HANDSHAKE_MS, PROBE_MS } from '../src/signalling/timing';
import type { ServerMessage } from '../src/protocol/messages';
import { FakeServer, WELCOME } from './fakes/channel';

const CHAT: ServerMessage = { type: 'chat', body: { text: 'hej', at: '2026-01-01T10:00:00.000Z' } };

function start() {
  const server = new FakeServer();
  const told = { messages: [] as ServerMessage[], links: [] as Link[], ends: [] as End[], renewed: 0 };
  const session = new Session(
    server.open,
    { meeting: 'budget', token: 'k', name: 'Åsa', language: 'sv' },
    {
      message: (message) => told.messages.push(message),
      link: (link) => told.links.push(link),
      renewed: () => (told.renewed += 1),
      over: (end) => told.ends.push(end),
    },
    () => 1,
  );
  session.start();
  return { server, session, told };
}

/** Lets microtasks run: the fake websocket opens in one. */
const settle = () => vi.advanceTimersByTimeAsync(0);

async function entered() {
  const story = start();
  await settle();
  story.server.ack = 1;
  story.server.last.say(WELCOME);
  return story;
}

describe('a session', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('joins first, under number 1, and is open when it is welcome', async () => {
    const { server, told } = start();
    await settle();
    expect(server.last.heard).toEqual([
      { v: 1, id: 1, type: 'join', body: { meeting: 'budget', token: 'k', name: 'Åsa', language: 'sv' } },
    ]);
    server.last.say(WELCOME);
    expect(told.links).toEqual([{ state: 'connecting', attempt: 1 }, { state: 'open' }]);
  });

  it('says nothing before there is a session', async () => {
    const { server, session } = start();
    expect(session.say({ type: 'wish', body: { wishes: [] } })).toBeNull();
    await settle();
    expect(server.last.types()).toEqual(['join']);
  });

  it('answers a ping at once and acknowledges what came within a second', async () => {
    const { server } = await entered();
    server.last.note({ type: 'ping', body: {} });
    expect(server.last.heard.at(-1)).toEqual({ v: 1, id: 0, ack: 1, type: 'pong', body: {} });
    server.last.say(CHAT);
    expect(server.last.types()).not.toContain('ack');
    await vi.advanceTimersByTimeAsync(1000);
    expect(server.last.heard.at(-1)).toEqual({ v: 1, id: 0, ack: 2, type: 'ack', body: {} });
  });

  it('acknowledges a flood without waiting', async () => {
    const { server } = await entered();
    for (let n = 0; n < 20; n++) server.last.say(CHAT);
    expect(server.last.types().filter((type) => type === 'ack')).toHaveLength(1);
  });

  it('handles each number once', async () => {
    const { server, told } = await entered();
    server.last.say(CHAT, { seq: 2 });
    server.last.say(CHAT, { seq: 2 });
    server.last.say(CHAT, { seq: 1 });
    expect(told.messages).toHaveLength(1);
  });

  it('ignores what is no message', async () => {
    const { server, told } = await entered();
    for (const text of ['', '{', 'null', '[]', '{"type":"chat"}', '{"type":"chat","body":null,"ack":"x"}']) server.last.raw(text);
    expect(told.messages).toEqual([]);
    expect(told.ends).toEqual([]);
  });

  it('resumes after a break and repeats what the server had not handled, under the old numbers', async () => {
    const { server, session, told } = await entered();
    session.say({ type: 'chat', body: { text: 'one' } });
    session.say({ type: 'chat', body: { text: 'two' } });
    server.last.say(CHAT);
    server.last.break();
    expect(told.links.at(-1)).toEqual({ state: 'lost', attempt: 1 });
    session.say({ type: 'digit', body: { digit: '5' } });
    await vi.advanceTimersByTimeAsync(backoff(0, () => 1));
    expect(server.sockets).toHaveLength(2);
    expect(server.last.heard).toEqual([{ v: 1, id: 0, ack: 2, type: 'resume', body: { token: 'secret', last_seq: 2 } }]);
    server.ack = 2;
    server.last.note({ type: 'resumed', body: { complete: true } });
    expect(server.last.heard.slice(1).map(({ id, type }) => [id, type])).toEqual([[3, 'chat'], [4, 'digit']]);
    expect(told.links.at(-1)).toEqual({ state: 'open' });
  });

  it('sends only the last of the wishes that were made while it was away', async () => {
    const { server, session } = await entered();
    server.last.break();
    for (const slot of [1, 2, 3]) session.say({ type: 'wish', body: { wishes: [{ slot }] } });
    await vi.advanceTimersByTimeAsync(backoff(0, () => 1));
    server.last.note({ type: 'resumed', body: { complete: true } });
    const wishes = server.last.heard.filter((message) => message.type === 'wish');
    expect(wishes.map((wish) => wish.body)).toEqual([{ wishes: [{ slot: 3 }] }]);
  });

  it('enters anew when the server has forgotten it', async () => {
    const { server, session, told } = await entered();
    session.say({ type: 'chat', body: { text: 'lost' } });
    server.last.break();
    await vi.advanceTimersByTimeAsync(backoff(0, () => 1));
    server.last.note({ type: 'error', body: { code: 'resume_failed' } });
    await settle();
    expect(told.renewed).toBe(1);
    expect(server.sockets).toHaveLength(3);
    expect(server.last.heard.map(({ id, type }) => [id, type])).toEqual([[1, 'join']]);
    server.last.say(WELCOME, { seq: 1 });
    expect(told.links.at(-1)).toEqual({ state: 'open' });
  });

  it('enters anew when it came back too late, but not when the server ends a session that is open', async () => {
    const late = await entered();
    late.server.last.break();
    await vi.advanceTimersByTimeAsync(backoff(0, () => 1));
    late.server.last.note({ type: 'ended', body: { reason: 'connection_lost', blame: 'network' } });
    await settle();
    expect(late.server.last.types()).toEqual(['join']);
    expect(late.told.ends).toEqual([]);

    const open = await entered();
    open.server.last.say({ type: 'ended', body: { reason: 'connection_lost', blame: 'network' } });
    expect(open.told.ends).toEqual([{ problem: 'connection_lost' }]);
  });

  it('takes a silent connection for dead after three pings that did not come', async () => {
    const { server, told } = await entered();
    await vi.advanceTimersByTimeAsync(14_999);
    expect(told.links.at(-1)).toEqual({ state: 'open' });
    await vi.advanceTimersByTimeAsync(1);
    expect(told.links.at(-1)?.state).toBe('lost');
    expect(server.sockets[0]?.closed).toBe(true);
  });

  it('finds out at once when the network changes', async () => {
    const { server, session, told } = await entered();
    session.probe();
    expect(server.last.types().at(-1)).toBe('ping');
    await vi.advanceTimersByTimeAsync(PROBE_MS);
    expect(told.links.at(-1)?.state).toBe('lost');
    session.probe();
    expect(server.sockets).toHaveLength(2);
  });

  it('waits longer each time, and gives up a lost meeting in the end', async () => {
    const { server, told } = await entered();
    server.accepting = false;
    server.last.break();
    await vi.advanceTimersByTimeAsync(10_000);
    const early = server.sockets.length;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.sockets.length - early).toBeLessThan(early);
    await vi.advanceTimersByTimeAsync(GIVE_UP_MS);
    expect(told.ends).toEqual([{ problem: 'connection_lost' }]);
  });

  it('tells soon when the server was never there', async () => {
    const { server, told } = start();
    server.accepting = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.sockets).toHaveLength(4);
    expect(told.ends).toEqual([{ problem: 'server_unreachable' }]);
  });

  it('does not wait for ever for an answer to a join', async () => {
    const { server } = start();
    await vi.advanceTimersByTimeAsync(HANDSHAKE_MS + 1000);
    expect(server.sockets).toHaveLength(2);
    expect(server.last.heard.map(({ id, type }) => [id, type])).toEqual([[1, 'join']]);
  });

  it('is over for the reason that the server gives, once', async () => {
    const { server, told } = await entered();
    const ended: ServerMessage = { type: 'ended', body: { reason: 'not_admitted', blame: 'policy', rule: 'lobby' } };
    server.last.say(ended);
    server.last.say(ended);
    server.last.break();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told.ends).toEqual([{ problem: 'not_admitted', rule: 'lobby' }]);
    expect(server.sockets).toHaveLength(1);
  });

  it.each([
    ['taken_over', 'taken_over'],
    ['overloaded', 'overloaded'],
    ['unsupported_version', 'old_page'],
  ] as const)('is over after the error %s', async (code, problem) => {
    const { server, told } = await entered();
    server.last.note({ type: 'error', body: { code } });
    expect(told.ends).toEqual([{ problem }]);
  });

  it('takes a refused join for a wrong link, and a refused message for no more than that', async () => {
    const refused = start();
    await settle();
    refused.server.last.note({ type: 'error', body: { code: 'bad_value' } }, 1);
    expect(refused.told.ends).toEqual([{ problem: 'wrong_link' }]);

    const { server, session, told } = await entered();
    const id = session.say({ type: 'digit', body: { digit: 'x' } });
    server.last.note({ type: 'error', body: { code: 'bad_value' } }, id ?? 0);
    expect(told.ends).toEqual([]);
    expect(told.messages.at(-1)?.type).toBe('error');
  });

  it('leaves politely, and does not wait long for the goodbye', async () => {
    const { server, session, told } = await entered();
    session.leave();
    expect(server.last.types().at(-1)).toBe('leave');
    await vi.advanceTimersByTimeAsync(1000);
    expect(told.ends).toEqual([{ problem: 'left' }]);
    expect(session.say({ type: 'chat', body: { text: 'late' } })).toBeNull();
  });

  it('keeps no more than it may for a server that does not answer', async () => {
    const { server, session } = await entered();
    server.last.break();
    for (let n = 0; n < MOST_WAITING; n++) expect(session.say({ type: 'chat', body: { text: 'x' } })).not.toBeNull();
    expect(session.say({ type: 'chat', body: { text: 'x' } })).toBeNull();
  });
});
