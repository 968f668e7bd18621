import type { Reason } from '../protocol/messages';
import type { Sentence } from './problems';

type Table = Readonly<Record<Reason, Sentence>>;

/** Sentences for the server's reasons in Swedish; a test compares the keys with the vocabulary of the server. */
export const REASONS_SV: Table = {
  hung_up: { why: 'Mötet är slut för din del.', todo: 'Du kan gå in igen så länge mötet pågår.' },
  cancelled: { why: 'Uppkopplingen avbröts.', todo: 'Gå in igen om det inte var meningen.' },
  busy: { why: 'Det är upptaget.', todo: 'Försök igen om en stund.' },
  no_answer: { why: 'Ingen svarade.', todo: 'Försök igen senare eller nå personen på annat sätt.' },
  declined: { why: 'Samtalet avböjdes.', todo: 'Kom överens om en annan tid.' },
  not_found: { why: 'Det finns inget möte och ingen deltagare med den adressen.', todo: 'Kontrollera adressen eller be om en ny länk.' },
  gone: { why: 'Adressen används inte längre.', todo: 'Be den som bjöd in dig om en ny.' },
  unavailable: { why: 'Den du söker går inte att nå just nu.', todo: 'Försök igen om en stund.' },
  forbidden: { why: 'Det är inte tillåtet för dig.', todo: 'Be mötets värd om hjälp.' },
  unauthorized: { why: 'Nyckeln saknas eller är fel.', todo: 'Kontrollera nyckeln och försök igen.' },
  wrong_link: { why: 'Länken är fel.', todo: 'Öppna hela länken ur inbjudan, eller be om en ny.' },
  link_expired: { why: 'Länken gäller inte längre.', todo: 'Be den som bjöd in dig om en ny länk.' },
  meeting_full: { why: 'Mötet är fullt.', todo: 'Vänta tills någon har lämnat det och försök igen, eller be värden om hjälp.' },
  meeting_locked: { why: 'Värden har låst mötet.', todo: 'Be värden låsa upp det och försök igen.' },
  meeting_ended: { why: 'Värden har avslutat mötet.', todo: 'Du kan stänga sidan.' },
  not_admitted: { why: 'Värden släppte inte in dig.', todo: 'Kontakta den som bjöd in dig om det inte var meningen.' },
  removed: { why: 'Värden har tagit bort dig ur mötet.', todo: 'Kontakta värden om det inte var meningen.' },
  no_common_media: {
    why: 'Din webbläsare och mötet har inget sätt att skicka bild och ljud gemensamt.',
    todo: 'Försök i en aktuell version av en annan webbläsare.',
  },
  encryption_required: {
    why: 'Mötet kräver kryptering som den andra sidan inte har.',
    todo: 'Anslut med ett system som krypterar.',
  },
  media_blocked: {
    why: 'Nätverket släpper inte fram bild och ljud.',
    todo: 'Byt till ett annat nätverk, till exempel mobilens, eller be den som sköter nätverket att öppna för mötestjänsten.',
  },
  media_lost: { why: 'Bild och ljud slutade komma fram.', todo: 'Kontrollera nätverket och gå in igen.' },
  connection_lost: { why: 'Anslutningen bröts och kom inte tillbaka.', todo: 'Kontrollera nätverket och gå in igen.' },
  timed_out: { why: 'Det kom inget svar i tid.', todo: 'Försök igen om en stund.' },
  protocol_error: { why: 'Systemen förstod inte varandra.', todo: 'Försök igen. Händer det igen, berätta för den som driver tjänsten.' },
  not_supported: { why: 'Det går inte att göra här.', todo: 'Pröva ett annat sätt, eller fråga den som driver tjänsten.' },
  rate_limited: { why: 'Det kom för många försök på kort tid.', todo: 'Vänta en minut och försök igen.' },
  overloaded: { why: 'Mötestjänsten är fullbelagd.', todo: 'Försök igen om några minuter.' },
  shutting_down: { why: 'Mötestjänsten startas om.', todo: 'Gå in igen om en minut.' },
  moved: { why: 'Den du söker har flyttat till en annan adress.', todo: 'Be om den nya adressen.' },
  transferred: { why: 'Samtalet kopplades vidare.', todo: 'Du kan stänga sidan.' },
  replaced: { why: 'Du deltar nu från ett annat ställe.', todo: 'Stäng den här fliken, eller gå in igen härifrån.' },
  internal_error: { why: 'Något gick fel i mötestjänsten.', todo: 'Försök igen. Händer det igen, berätta för den som driver tjänsten.' },
};

/** The same in English. */
export const REASONS_EN: Table = {
  hung_up: { why: 'The meeting is over for you.', todo: 'You can enter again as long as the meeting goes on.' },
  cancelled: { why: 'Connecting was cancelled.', todo: 'Enter again if that was not intended.' },
  busy: { why: 'The line is busy.', todo: 'Try again in a while.' },
  no_answer: { why: 'Nobody answered.', todo: 'Try again later, or reach the person in another way.' },
  declined: { why: 'The call was declined.', todo: 'Agree on another time.' },
  not_found: { why: 'There is no meeting and nobody at that address.', todo: 'Check the address, or ask for a new link.' },
  gone: { why: 'The address is no longer in use.', todo: 'Ask whoever invited you for a new one.' },
  unavailable: { why: 'Whom you are looking for cannot be reached just now.', todo: 'Try again in a while.' },
  forbidden: { why: 'You are not permitted to do this.', todo: 'Ask the host of the meeting for help.' },
  unauthorized: { why: 'The key is missing or wrong.', todo: 'Check the key and try again.' },
  wrong_link: { why: 'The link is wrong.', todo: 'Open the whole link of the invitation, or ask for a new one.' },
  link_expired: { why: 'The link is no longer valid.', todo: 'Ask whoever invited you for a new link.' },
  meeting_full: { why: 'The meeting is full.', todo: 'Wait until somebody has left and try again, or ask the host for help.' },
  meeting_locked: { why: 'The host has locked the meeting.', todo: 'Ask the host to unlock it and try again.' },
  meeting_ended: { why: 'The host has ended the meeting.', todo: 'You can close the page.' },
  not_admitted: { why: 'The host did not let you in.', todo: 'Contact whoever invited you if that was not intended.' },
  removed: { why: 'The host has removed you from the meeting.', todo: 'Contact the host if that was not intended.' },
  no_common_media: {
    why: 'Your browser and the meeting have no way to send picture and sound in common.',
    todo: 'Try a current version of another browser.',
  },
  encryption_required: {
    why: 'The meeting demands encryption that the other side does not have.',
    todo: 'Connect with a system that encrypts.',
  },
  media_blocked: {
    why: 'The network does not let picture and sound through.',
    todo: 'Change to another network, such as your phone’s, or ask whoever runs the network to open it for the meeting service.',
  },
  media_lost: { why: 'Picture and sound stopped coming through.', todo: 'Check the network and enter again.' },
  connection_lost: { why: 'The connection was lost and did not come back.', todo: 'Check the network and enter again.' },
  timed_out: { why: 'No answer came in time.', todo: 'Try again in a while.' },
  protocol_error: { why: 'The systems did not understand each other.', todo: 'Try again. If it happens again, tell whoever runs the service.' },
  not_supported: { why: 'This cannot be done here.', todo: 'Try another way, or ask whoever runs the service.' },
  rate_limited: { why: 'There were too many attempts in a short time.', todo: 'Wait a minute and try again.' },
  overloaded: { why: 'The meeting service has no room left.', todo: 'Try again in a few minutes.' },
  shutting_down: { why: 'The meeting service is restarting.', todo: 'Enter again in a minute.' },
  moved: { why: 'Whom you are looking for has moved to another address.', todo: 'Ask for the new address.' },
  transferred: { why: 'The call was transferred.', todo: 'You can close the page.' },
  replaced: { why: 'You now take part from another place.', todo: 'Close this tab, or enter again from here.' },
  internal_error: { why: 'Something went wrong in the meeting service.', todo: 'Try again. If it happens again, tell whoever runs the service.' },
};
