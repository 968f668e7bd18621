import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Peer } from '../src/media/peer';
import { FakeConnection, track } from './fakes/connection';
import { OFFER } from './fakes/offer';

function start() {
  const connection = new FakeConnection();
  const said: string[] = [];
  const peer = new Peer(
    {
      answer: ({ rev, replies_to, sdp }) => said.push(`answer ${rev} to ${replies_to ?? '?'}: ${sdp}`),
      refuse: ({ replies_to }) => said.push(`refuse ${replies_to}`),
      candidates: ({ mid, candidates }) => said.push(`candidates ${mid}: ${candidates.join(',')}`),
      restart: () => said.push('restart'),
      media: (state) => said.push(`media ${state}`),
      tracks: () => undefined,
    },
    connection.as(),
  );
  return { connection, said, peer };
}

const settle = () => vi.advanceTimersByTimeAsync(50);

describe('a peer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('sends microphone and camera on the first m-lines that the server receives on, and only receives on the others', async () => {
    const { peer, said } = start();
    peer.sendSound(track('audio', 'mic'));
    peer.sendPicture(track('video', 'cam'));
    peer.offered({ rev: 3, sdp: OFFER });
    await settle();
    expect(said[0]).toBe('answer 0 to 3: 0:sendrecv:mic 1:sendrecv:cam 2:recvonly:- 3:recvonly:-');
  });

  it('keeps the way open for a camera that is off, and sends it later without a new description', async () => {
    const { peer, said, connection } = start();
    peer.offered({ rev: 0, sdp: OFFER });
    await settle();
    expect(said[0]).toContain('1:sendrecv:-');
    peer.sendPicture(track('video', 'cam'));
    await settle();
    expect(connection.transceivers[1]?.sender.track?.id).toBe('cam');
    expect(said.filter((words) => words.startsWith('answer'))).toHaveLength(1);
  });

  it('limits the layers that the offer made', async () => {
    const { peer, connection } = start();
    peer.sendPicture(track('video'));
    peer.offered({ rev: 0, sdp: OFFER });
    await settle();
    const encodings = connection.transceivers[1]?.sender.parameters.encodings;
    expect(encodings?.map(({ rid, scaleResolutionDownBy }) => [rid, scaleResolutionDownBy])).toEqual([['l', 4], ['m', 2], ['h', 1]]);
  });

  it('says its candidates after the answer whose credentials they have, and that there will be no more', async () => {
    const { peer, said, connection } = start();
    connection.takesMs = 500;
    peer.offered({ rev: 0, sdp: OFFER });
    await vi.advanceTimersByTimeAsync(600);
    connection.found('host 2');
    connection.found(null);
    await settle();
    expect(said.map((words) => words.split(':')[0])).toEqual(['answer 0 to 0', 'media connecting', 'candidates 0', 'candidates 0', 'candidates 0']);
    expect(said.slice(2)).toEqual(['candidates 0: host 1', 'candidates 0: host 2', 'candidates 0: ']);
  });

  it('adds candidates of the server only after their description, however early they come', async () => {
    const { peer, connection } = start();
    peer.offered({ rev: 0, sdp: OFFER });
    peer.found({ mid: '0', candidates: ['a', 'b'] });
    await settle();
    expect(connection.steps).toEqual(['remote', 'local', 'candidate a', 'candidate b']);
  });

  it('answers later offers in the same way, counting its own revisions', async () => {
    const { peer, said, connection } = start();
    peer.offered({ rev: 0, sdp: OFFER });
    peer.offered({ rev: 1, sdp: OFFER });
    await settle();
    expect(said.filter((words) => words.startsWith('answer')).map((words) => words.slice(0, 13))).toEqual(['answer 0 to 0', 'answer 1 to 1']);
    expect(connection.transceivers).toHaveLength(4);
  });

  it('refuses what the browser cannot take, and lives on', async () => {
    const { peer, said, connection } = start();
    connection.refuses = true;
    peer.offered({ rev: 7, sdp: OFFER });
    await settle();
    expect(said).toEqual(['refuse 7']);
    connection.refuses = false;
    peer.offered({ rev: 8, sdp: OFFER });
    await settle();
    expect(said[1]).toMatch(/^answer 0 to 8/);
  });

  it('follows a wish for a codec that was agreed, and no other', async () => {
    const { peer, connection } = start();
    peer.offered({ rev: 0, sdp: OFFER });
    peer.prefer('1', 'h264');
    peer.prefer('1', 'av1');
    await settle();
    expect(connection.transceivers[1]?.sender.parameters.encodings[0]).toMatchObject({ codec: { mimeType: 'video/H264' } });
  });

  it('takes a failed DTLS for a failed path, although ICE works', async () => {
    const { peer, said, connection } = start();
    peer.offered({ rev: 0, sdp: OFFER });
    await settle();
    connection.become('connected', 'failed');
    await settle();
    expect(said.at(-1)).toBe('restart');
  });

  it('shows the meeting’s sound and pictures by their m-lines, and nothing after its end', async () => {
    const { peer, connection, said } = start();
    expect(peer.sound).toBeNull();
    peer.offered({ rev: 0, sdp: OFFER });
    await settle();
    expect(peer.sound?.id).toBe('from-0');
    expect(peer.picture('2')?.id).toBe('from-2');
    expect(peer.picture('9')).toBeNull();
    const count = said.length;
    peer.close();
    connection.found('late');
    connection.become('failed', 'failed');
    await settle();
    expect(said).toHaveLength(count);
    expect(connection.closed).toBe(true);
  });
});
