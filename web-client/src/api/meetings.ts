import { object, objects, string, number, strings, type Json } from './read';
import { ask, type Outcome } from './request';

/** Who invites to what. */
export interface Invitation {
  readonly alias: string;
  readonly title: string;
  readonly organisation: string | null;
  readonly host: string | null;
  readonly startsAt: string | null;
  readonly lobby: boolean;
}

export function invitation(alias: string): Promise<Outcome<Invitation>> {
  return ask(`/api/v1/invitations/${encodeURIComponent(alias)}`, (json) => {
    const found = object(json);
    const title = found === null ? null : string(found, 'title');
    if (found === null || title === null) return null;
    return {
      alias: string(found, 'alias') ?? alias,
      title,
      organisation: string(found, 'organisation'),
      host: string(found, 'host'),
      startsAt: string(found, 'starts_at'),
      lobby: found['lobby'] === true,
    };
  });
}

/** A meeting to make. */
export interface NewMeeting {
  readonly title: string;
  readonly alias?: string;
  readonly host_name?: string;
  readonly lobby: boolean;
}

/** A meeting that was made. Its links' secrets are shown this once. */
export interface Created {
  readonly title: string;
  readonly hostLink: string;
  readonly guestLink: string;
  readonly sipAddress: string | null;
}

export function createMeeting(token: string, body: NewMeeting): Promise<Outcome<Created>> {
  const read = (json: unknown): Created | null => {
    const made = object(json);
    if (made === null) return null;
    const [hostLink, guestLink] = [string(made, 'host_link'), string(made, 'guest_link')];
    if (hostLink === null || guestLink === null) return null;
    return { title: string(made, 'title') ?? body.title, hostLink, guestLink, sipAddress: string(made, 'sip_address') };
  };
  return ask('/api/v1/meetings', read, { method: 'POST', token, body });
}

/** A participant as operations sees it. */
export interface LiveParticipant {
  readonly id: string;
  readonly name: string | null;
  readonly organisation: string | null;
  readonly role: string | null;
  readonly presence: string | null;
  readonly edges: readonly string[];
}

/** A connection as operations sees it. */
export interface LiveLeg {
  readonly id: string;
  /** Whose it is. */
  readonly participant: string | null;
  readonly call: string | null;
  readonly edge: string | null;
  readonly direction: string | null;
  readonly connected: boolean;
  readonly quality: LiveQuality | null;
}

export interface LiveQuality {
  readonly roundTripMs: number | null;
  readonly lostIn: number;
  readonly lostOut: number;
  readonly rateIn: number;
  readonly rateOut: number;
}

/** A meeting in the list. */
export interface Listed {
  readonly id: string;
  readonly title: string;
  readonly alias: string | null;
  readonly kind: string | null;
  /** `null` while nobody is there. */
  readonly since: string | null;
}

/** A meeting that runs. */
export interface LiveMeeting extends Listed {
  readonly participants: readonly LiveParticipant[];
  readonly legs: readonly LiveLeg[];
}

export function meetings(token: string): Promise<Outcome<readonly Listed[]>> {
  return ask('/api/v1/meetings', (json) => (Array.isArray(json) ? objects(json).map(listed) : null), { token });
}

/** Who is in a meeting that runs, and how. */
export function liveMeeting(token: string, meeting: Listed): Promise<Outcome<LiveMeeting>> {
  const read = (json: unknown): LiveMeeting | null => {
    const found = object(json);
    return found === null
      ? null
      : { ...meeting, participants: objects(found['participants']).map(participant), legs: objects(found['legs']).map(leg) };
  };
  return ask(`/api/v1/meetings/${encodeURIComponent(meeting.id)}`, read, { token });
}

function listed(from: Json): Listed {
  return {
    id: string(from, 'id') ?? '',
    title: string(from, 'title') ?? '',
    alias: string(from, 'alias'),
    kind: string(from, 'kind'),
    since: string(from, 'since'),
  };
}

function participant(from: Json): LiveParticipant {
  return {
    id: string(from, 'id') ?? '',
    name: string(from, 'name'),
    organisation: string(from, 'organisation'),
    role: string(from, 'role'),
    presence: string(from, 'presence'),
    edges: strings(from, 'edges'),
  };
}

function leg(from: Json): LiveLeg {
  const quality = object(from['quality']);
  return {
    id: string(from, 'id') ?? '',
    participant: string(from, 'participant'),
    call: string(from, 'call'),
    edge: string(from, 'edge'),
    direction: string(from, 'direction'),
    connected: from['connected'] === true,
    quality:
      quality === null
        ? null
        : {
            roundTripMs: number(quality, 'round_trip_ms'),
            lostIn: number(quality, 'lost_in_permille') ?? 0,
            lostOut: number(quality, 'lost_out_permille') ?? 0,
            rateIn: number(quality, 'rate_in') ?? 0,
            rateOut: number(quality, 'rate_out') ?? 0,
          },
  };
}
