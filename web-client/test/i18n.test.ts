import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { chooseLanguage, fill, preferredLanguage, t } from '../src/i18n';
import { en } from '../src/i18n/en';
import { LOCAL_PROBLEMS, sentence, sentences } from '../src/i18n/problems';
import { sv } from '../src/i18n/sv';

/** The server's vocabulary is the only list of reasons: `Name = "name";` in the table of model::cause. */
function reasonsOfTheServer(): string[] {
  const source = readFileSync(resolve(process.cwd(), '../gateway/model/src/cause.rs'), 'utf8');
  return [...source.matchAll(/^ {4}\w+ = "(\w+)";$/gm)].map((found) => found[1] ?? '');
}

const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '').sort();

describe('texts', () => {
  afterEach(() => chooseLanguage('sv'));

  it('are the same set in both languages, with the same places', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(sv).sort());
    for (const key of Object.keys(sv) as (keyof typeof sv)[]) {
      expect(places(en[key]), key).toEqual(places(sv[key]));
      expect(en[key].trim(), key).not.toBe('');
    }
  });

  it('follow the language that is chosen', () => {
    expect(t('join.host', { host: 'Åsa' })).toBe('Värd: Åsa');
    chooseLanguage('en');
    expect(t('join.host', { host: 'Åsa' })).toBe('Host: Åsa');
  });

  it('keep a place without a value visible', () => {
    expect(fill('{a} and {b}', { a: 1 })).toBe('1 and {b}');
  });

  it('start in the first known language of the browser', () => {
    expect(preferredLanguage(['fi-FI', 'en-US', 'sv'])).toBe('en');
    expect(preferredLanguage(['SV'])).toBe('sv');
    expect(preferredLanguage(['de'])).toBe('sv');
  });
});

describe('sentences of why and what to do', () => {
  it('exist for every reason of the server and every problem of the page, in both languages', () => {
    const wanted = [...reasonsOfTheServer(), ...LOCAL_PROBLEMS].sort();
    expect(wanted.length).toBeGreaterThan(40);
    expect(wanted).toContain('link_expired');
    for (const language of ['sv', 'en'] as const) {
      const table = sentences(language);
      expect(Object.keys(table).sort(), language).toEqual(wanted);
      for (const [name, { why, todo }] of Object.entries(table)) {
        expect(why, name).toMatch(/\.$/);
        expect(todo, name).toMatch(/\.$/);
      }
    }
  });

  it('fall back to a fault of the server for a word that nobody knows', () => {
    expect(sentence('hasOwnProperty')).toBe(sentence('internal_error'));
    expect(sentence('meeting_full')).not.toBe(sentence('internal_error'));
  });
});
