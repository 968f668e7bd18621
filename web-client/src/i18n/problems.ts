import { language, type Language } from './index';
import { REASONS_EN, REASONS_SV } from './reasons';

/** Why something failed or ended, and what to do about it. */
export interface Sentence {
  readonly why: string;
  readonly todo: string;
}

/** What the page itself can find wrong, beside the server's reasons. */
export const LOCAL_PROBLEMS = [
  'camera_denied', 'camera_missing', 'camera_in_use', 'microphone_denied', 'microphone_missing', 'microphone_in_use',
  'insecure_context', 'unsupported_browser', 'network_blocks_media', 'server_unreachable', 'taken_over', 'old_page', 'left',
] as const;

export type LocalProblem = (typeof LOCAL_PROBLEMS)[number];

const SV: Readonly<Record<LocalProblem, Sentence>> = {
  camera_denied: {
    why: 'Webbläsaren får inte använda kameran.',
    todo: 'Klicka på kamerasymbolen i adressfältet, välj Tillåt och försök igen. Du kan också delta utan bild.',
  },
  camera_missing: { why: 'Ingen kamera hittades.', todo: 'Anslut en kamera och försök igen, eller delta utan bild.' },
  camera_in_use: {
    why: 'Kameran används av ett annat program.',
    todo: 'Stäng det andra programmet och försök igen, eller delta utan bild.',
  },
  microphone_denied: {
    why: 'Webbläsaren får inte använda mikrofonen.',
    todo: 'Klicka på symbolen i adressfältet, välj Tillåt och försök igen. Annars kan de andra inte höra dig.',
  },
  microphone_missing: {
    why: 'Ingen mikrofon hittades.',
    todo: 'Anslut en mikrofon eller ett headset och försök igen. Annars kan de andra inte höra dig.',
  },
  microphone_in_use: { why: 'Mikrofonen används av ett annat program.', todo: 'Stäng det andra programmet och försök igen.' },
  insecure_context: {
    why: 'Sidan är öppnad utan säker anslutning, så webbläsaren ger den varken kamera eller mikrofon.',
    todo: 'Öppna länken med https:// i början.',
  },
  unsupported_browser: {
    why: 'Webbläsaren klarar inte videomöten.',
    todo: 'Öppna länken i en aktuell version av Chrome, Edge, Firefox eller Safari.',
  },
  network_blocks_media: {
    why: 'Nätverket släpper inte fram bild och ljud.',
    todo: 'Byt till ett annat nätverk, till exempel mobilens, eller be den som sköter nätverket att öppna för mötestjänsten.',
  },
  server_unreachable: {
    why: 'Mötestjänsten går inte att nå.',
    todo: 'Kontrollera att datorn har nätverk och försök igen om en stund.',
  },
  taken_over: {
    why: 'Mötet fortsätter i ett annat fönster.',
    todo: 'Stäng den här fliken, eller gå in igen om du vill vara med härifrån.',
  },
  old_page: { why: 'Mötestjänsten har uppdaterats sedan du öppnade sidan.', todo: 'Ladda om sidan och gå in igen.' },
  left: { why: 'Du har lämnat mötet.', todo: 'Du kan gå in igen så länge mötet pågår.' },
};

const EN: Readonly<Record<LocalProblem, Sentence>> = {
  camera_denied: {
    why: 'The browser may not use the camera.',
    todo: 'Press the camera symbol in the address bar, choose Allow and try again. You can also take part without a picture.',
  },
  camera_missing: { why: 'No camera was found.', todo: 'Connect a camera and try again, or take part without a picture.' },
  camera_in_use: {
    why: 'Another program is using the camera.',
    todo: 'Close the other program and try again, or take part without a picture.',
  },
  microphone_denied: {
    why: 'The browser may not use the microphone.',
    todo: 'Press the symbol in the address bar, choose Allow and try again. Otherwise the others cannot hear you.',
  },
  microphone_missing: {
    why: 'No microphone was found.',
    todo: 'Connect a microphone or a headset and try again. Otherwise the others cannot hear you.',
  },
  microphone_in_use: { why: 'Another program is using the microphone.', todo: 'Close the other program and try again.' },
  insecure_context: {
    why: 'The page was opened without a secure connection, so the browser gives it neither camera nor microphone.',
    todo: 'Open the link with https:// in front.',
  },
  unsupported_browser: {
    why: 'This browser cannot take part in video meetings.',
    todo: 'Open the link in a current version of Chrome, Edge, Firefox or Safari.',
  },
  network_blocks_media: {
    why: 'The network does not let picture and sound through.',
    todo: 'Change to another network, such as your phone’s, or ask whoever runs the network to open it for the meeting service.',
  },
  server_unreachable: {
    why: 'The meeting service cannot be reached.',
    todo: 'Check that the computer has a network and try again in a while.',
  },
  taken_over: {
    why: 'The meeting goes on in another window.',
    todo: 'Close this tab, or enter again if you want to take part from here.',
  },
  old_page: { why: 'The meeting service was updated since you opened the page.', todo: 'Reload the page and enter again.' },
  left: { why: 'You have left the meeting.', todo: 'You can enter again as long as the meeting goes on.' },
};

/** All sentences of a language, by the name of the reason or problem. */
export function sentences(language: Language): Readonly<Record<string, Sentence>> {
  return language === 'sv' ? { ...REASONS_SV, ...SV } : { ...REASONS_EN, ...EN };
}

/** The sentence for a reason of the server or a problem of the page; for a word that nobody knows, that of an internal error. */
export function sentence(problem: string): Sentence {
  const table = sentences(language.value);
  const known = Object.hasOwn(table, problem) ? table[problem] : undefined;
  return known ?? (language.value === 'sv' ? REASONS_SV : REASONS_EN).internal_error;
}
