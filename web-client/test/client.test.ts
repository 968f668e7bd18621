import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LocalMedia } from '../src/media/local';
import { Peer } from '../src/media/peer';
import { MeetingClient } from '../src/meeting/client';
import type { Request, ServerMessage, YouAre } from '../src/protocol/messages';
import { FakeServer, WELCOME } from './fakes/channel';
import { FakeConnection, track } from './fakes/connection';
import { OFFER } from './fakes/offer';

const YOU: YouAre = { participant: 'me', role: 'host', in_lobby: false, muted: false, muted_by_host: false, recorded: false };

async function start(local = new LocalMedia()) {
  const server = new FakeServer();
  const connections: FakeConnection[] = [];
  const client = new MeetingClient({ meeting: 'budget', name: 'Åsa', language: 'sv' }, local, server.open, (events) => {
    const connection = new FakeConnection();
    connections.push(connection);
    return new Peer(events, connection.as());
  });
  client.start();
  await settle();
  server.last.say(WELCOME);
  return { server, client, local, connections };
}

const settle = () => vi.advanceTimersByTimeAsync(50);
const youAre = (more: Partial<YouAre> = {}): ServerMessage => ({ type: 'you_are', body: { ...YOU, ...more } });
const requests = (server: FakeServer): Request[] =>
  server.last.heard.flatMap((message) => (message.type === 'control' ? [message.body.request] : []));

describe('the person in the meeting', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('tells once it is in whether its camera is on and its microphone off, not while it waits', async () => {
    const { server, local } = await start();
    await local.setMicrophone(false);
    server.last.say(youAre({ in_lobby: true }));
    expect(requests(server)).toEqual([]);
    server.last.say(youAre());
    expect(requests(server)).toEqual([{ type: 'camera', on: false }, { type: 'mute', participant: 'me', muted: true }]);
  });

  it('tells when the camera comes and goes, and sends it', async () => {
    const { server, local, connections } = await start();
    server.last.say(youAre());
    server.last.say({ type: 'media', body: { rev: 0, sdp: OFFER } });
    await settle();
    local.camera.value = track('video', 'cam');
    await settle();
    expect(requests(server).at(-1)).toEqual({ type: 'camera', on: true });
    expect(connections[0]?.transceivers[1]?.sender.track?.id).toBe('cam');
    await local.setCamera(false);
    await settle();
    expect(requests(server).at(-1)).toEqual({ type: 'camera', on: false });
    expect(connections[0]?.transceivers[1]?.sender.track).toBeNull();
  });

  it('turns its own microphone off when a host has muted it, and may turn it on again', async () => {
    const local = new LocalMedia();
    local.microphone.value = track('audio', 'mic');
    const { server } = await start(local);
    server.last.say(youAre());
    server.last.say(youAre({ muted: true, muted_by_host: true }));
    await settle();
    expect(local.microphoneOn.value).toBe(false);
    expect(local.microphone.value.enabled).toBe(false);
    expect(requests(server).filter(({ type }) => type === 'mute')).toEqual([]);
    await local.setMicrophone(true);
    expect(requests(server).at(-1)).toEqual({ type: 'mute', participant: 'me', muted: false });
  });

  it('hears why a request was refused', async () => {
    const { server, client } = await start();
    server.last.say(youAre());
    client.control({ type: 'invite', address: 'x@y' });
    const { id } = server.last.heard.at(-1) ?? { id: 0 };
    server.last.say({ type: 'control_done', body: { error: 'not_found' } }, { re: id });
    expect(client.refusal.value).toEqual({ kind: 'control', request: { type: 'invite', address: 'x@y' }, reason: 'not_found' });
  });

  it('asks for a new media path once, when there is somebody to ask', async () => {
    const { server, connections } = await start();
    server.last.say({ type: 'media', body: { rev: 0, sdp: OFFER } });
    await settle();
    server.accepting = false;
    server.last.break();
    connections[0]?.become('failed', 'failed');
    await vi.advanceTimersByTimeAsync(20_000);
    server.accepting = true;
    await vi.advanceTimersByTimeAsync(10_000);
    server.last.note({ type: 'resumed', body: { complete: true } });
    expect(server.last.types().filter((type) => type === 'restart_media')).toHaveLength(1);
  });

  it('begins anew with new media when the server has forgotten it, and keeps the chat', async () => {
    const { server, client, connections } = await start();
    server.last.say(youAre());
    server.last.say({ type: 'chat', body: { text: 'hej', at: '' } });
    server.last.say({ type: 'media', body: { rev: 0, sdp: OFFER } });
    await settle();
    server.last.note({ type: 'error', body: { code: 'resume_failed' } });
    await settle();
    expect(connections[0]?.closed).toBe(true);
    expect(client.place.value).toBe('entering');
    server.last.say(WELCOME, { seq: 1 });
    server.last.say(youAre());
    server.last.say({ type: 'media', body: { rev: 0, sdp: OFFER } });
    await settle();
    expect(connections).toHaveLength(2);
    expect(client.state.value.chat).toHaveLength(1);
    expect(requests(server)).toEqual([{ type: 'camera', on: false }]);
  });

  it('ends with its media closed', async () => {
    const { server, client, connections } = await start();
    server.last.say({ type: 'media', body: { rev: 0, sdp: OFFER } });
    await settle();
    client.leave();
    expect(server.last.types().at(-1)).toBe('leave');
    server.last.say({ type: 'ended', body: { reason: 'hung_up', blame: 'far_end' } });
    expect(client.end.value).toEqual({ problem: 'left' });
    expect(connections[0]?.closed).toBe(true);
  });
});
