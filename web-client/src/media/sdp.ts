/** What the client needs to know of one m-line of an offer. */
export interface Section {
  readonly kind: string;
  readonly mid: string;
  /** The server takes media on it. */
  readonly receives: boolean;
  /** Restriction identifiers of the simulcast layers that the server would take, in its order; empty when it takes one. */
  readonly rids: readonly string[];
}

/** Reads the m-lines of an offer. */
export function sections(sdp: string): readonly Section[] {
  return sdp
    .split(/^m=/m)
    .slice(1)
    .map((text) => section(text.split(/\r?\n/)));
}

function section(lines: readonly string[]): Section {
  const [first = '', ...rest] = lines;
  const value = (prefix: string): string | undefined => rest.find((line) => line.startsWith(prefix))?.slice(prefix.length);
  const sends = rest.includes('a=sendonly') || rest.includes('a=inactive');
  const [, port] = first.split(' ');
  return {
    kind: first.split(' ')[0] ?? '',
    mid: value('a=mid:') ?? '',
    receives: port !== '0' && !sends,
    rids: layers(value('a=simulcast:') ?? ''),
  };
}

/** `recv l;m;~h` or `send a recv l,l2;m`: the first alternative of each layer, paused or not (RFC 8853 §5.1). */
function layers(simulcast: string): readonly string[] {
  const words = simulcast.trim().split(/\s+/);
  const list = words[words.indexOf('recv') + 1];
  if (!words.includes('recv') || list === undefined) return [];
  return list.split(';').map((alternatives) => (alternatives.split(',')[0] ?? '').replace(/^~/, ''));
}

/** The m-lines on which the client sends: the first of each kind that the server takes. */
export function sendingMids(offer: readonly Section[]): { readonly audio: string | null; readonly video: string | null } {
  const first = (kind: string): string | null => offer.find((s) => s.kind === kind && s.receives)?.mid ?? null;
  return { audio: first('audio'), video: first('video') };
}
