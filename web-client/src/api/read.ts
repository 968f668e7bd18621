/** Reading of JSON that somebody else wrote: what is missing or of another type becomes `null`, never an exception in a view. */
export type Json = Readonly<Record<string, unknown>>;

export function object(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

/** The objects of a list; what is no list has none. */
export function objects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(object).filter((item) => item !== null) : [];
}

export function string(from: Json, key: string): string | null {
  const value = from[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function number(from: Json, key: string): number | null {
  const value = from[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function strings(from: Json, key: string): readonly string[] {
  const value = from[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
