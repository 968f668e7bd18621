import type { LocalProblem } from '../i18n/problems';
import type { Reason } from '../protocol/messages';
import { object, string } from './read';

/** Something that the server, or the way to it, refused. */
export interface Refused {
  readonly problem: Reason | LocalProblem;
  /** The server's own sentence, in English; for operators. */
  readonly detail: string | null;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refused: Refused };

/** Longer than this nobody looks at a page that shows nothing. */
const PATIENCE_MS = 15_000;

interface Ask {
  readonly method?: 'GET' | 'POST';
  readonly token?: string;
  readonly body?: unknown;
}

/** Asks the server; `read` makes a value of its JSON, or `null` when it is not the JSON that it should be. */
export async function ask<T>(path: string, read: (json: unknown) => T | null, { method = 'GET', token, body }: Ask = {}): Promise<Outcome<T>> {
  try {
    const response = await fetch(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
      credentials: 'omit',
      cache: 'no-store',
    });
    const json: unknown = await response.json().catch(() => null);
    if (!response.ok) return { ok: false, refused: refusedBy(response.status, json) };
    const value = read(json);
    return value === null ? { ok: false, refused: { problem: 'internal_error', detail: null } } : { ok: true, value };
  } catch {
    return { ok: false, refused: { problem: 'server_unreachable', detail: null } };
  }
}

/** A problem document (RFC 9457) with Tolk's own `reason`; a proxy's answer has only its status. */
function refusedBy(status: number, json: unknown): Refused {
  const document = object(json) ?? {};
  return {
    problem: (string(document, 'reason') as Reason | null) ?? reasonOf(status),
    detail: string(document, 'detail'),
  };
}

function reasonOf(status: number): Reason {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
      return 'not_found';
    case 410:
      return 'gone';
    case 429:
      return 'rate_limited';
    case 502:
    case 503:
    case 504:
      return 'overloaded';
    default:
      return 'internal_error';
  }
}
