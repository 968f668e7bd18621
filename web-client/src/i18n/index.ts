import { signal } from '@preact/signals-core';
import { remember, remembered } from '../ui/memory';
import { en } from './en';
import { sv, type MessageKey } from './sv';

/** A language that the client speaks. */
export type Language = 'sv' | 'en';

export const LANGUAGES: readonly Language[] = ['sv', 'en'];
const TABLES = { sv, en } as const;

/** The language of the page; every text follows it without a reload. */
export const language = signal<Language>('sv');

/** Chooses: what was chosen before, then what the browser prefers, then Swedish. */
export function startLanguage(preferred: readonly string[] = navigator.languages): void {
  const before = remembered('language');
  language.value = LANGUAGES.find((known) => known === before) ?? preferredLanguage(preferred);
}

/** The first language of the list that the client speaks. */
export function preferredLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const known = LANGUAGES.find((language) => tag.toLowerCase().split('-')[0] === language);
    if (known !== undefined) return known;
  }
  return 'sv';
}

export function chooseLanguage(chosen: Language): void {
  language.value = chosen;
  remember('language', chosen);
}

/** Values for the `{places}` of a text. */
export type Parameters = Readonly<Record<string, string | number>>;

/** The text `key` in the language of the page. Inside of an effect it follows the language. */
export function t(key: MessageKey, parameters: Parameters = {}): string {
  return fill(TABLES[language.value][key], parameters);
}

/** Puts values into `{places}`; a place without a value stays visible. */
export function fill(text: string, parameters: Parameters): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = parameters[name];
    return value === undefined ? place : String(value);
  });
}

/** A time of day, as the language writes it. */
export function clock(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  return date.toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit' });
}

/** The same to the second, for operations. */
export function preciseClock(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  return date.toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** A day and a time, as the language writes them. */
export function moment(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  return date.toLocaleString(locale(), { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' });
}

/** A number with one decimal. */
export function decimal(value: number): string {
  return value.toLocaleString(locale(), { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

function locale(): string {
  return language.value === 'sv' ? 'sv-SE' : 'en-GB';
}

export type { MessageKey };
