import { object, objects, string, type Json } from './read';
import { ask, type Outcome } from './request';

/** One line of the journal, as the page shows it. */
export interface JournalLine {
  readonly at: string;
  /** What kind of event: `leg_ended`, `admitted`, .. */
  readonly type: string;
  readonly meeting: string | null;
  readonly call: string | null;
  /** Why something ended or was refused. */
  readonly reason: string | null;
  readonly blame: string | null;
  readonly rule: string | null;
  /** The other facts, each `name: value`. */
  readonly facts: readonly string[];
}

/** Events that say that something did not work; they are marked. */
const ORDINARY_ENDS = new Set(['hung_up', 'meeting_ended', 'transferred', 'replaced', 'cancelled']);
const FAULTS = new Set(['malformed', 'limited', 'tls_failed', 'worker_replaced', 'stream_refused']);

export function isFault(line: JournalLine): boolean {
  return FAULTS.has(line.type) || (line.reason !== null && !ORDINARY_ENDS.has(line.reason));
}

export function journal(token: string, limit: number): Promise<Outcome<readonly JournalLine[]>> {
  return ask(`/api/v1/journal?limit=${limit}`, (json) => (Array.isArray(json) ? objects(json).map(line) : null), { token });
}

const ELSEWHERE = new Set(['at', 'type', 'node', 'meeting', 'call', 'leg', 'cause', 'rule', 'statistics']);

function line(from: Json): JournalLine {
  const cause = object(from['cause']);
  const blame = cause === null ? null : object(cause['blame']);
  return {
    at: string(from, 'at') ?? '',
    type: string(from, 'type') ?? '',
    meeting: string(from, 'meeting'),
    call: string(from, 'call'),
    reason: cause === null ? null : string(cause, 'reason'),
    blame: blame === null ? null : string(blame, 'type'),
    rule: string(from, 'rule') ?? (blame === null ? null : string(blame, 'rule')),
    facts: Object.entries(from).flatMap(([name, value]) => (ELSEWHERE.has(name) ? [] : fact(name, value))),
  };
}

function fact(name: string, value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [`${name}: ${value}`];
  return [];
}
