import { audit } from '../../../records/audit.js';
import { CONTACTS, mailAddressesOf, optOutByMail } from '../../contacts/index.js';
import type { MailEnding } from '../../mail/index.js';

/** Letters to a contact, which end by the link in each of them as long as they go to the address that it was sent to. */
export const ENDED_LETTERS: MailEnding = {
  path: '/unsubscribe/letters',
  purpose: 'letters to contacts',
  title: 'Mails to you',
  asked: {
    heading: 'Get no more mails like this?',
    lead: 'Nobody who works with this server will write to you from it any more.',
    button: 'No more mails',
  },
  ended: {
    heading: 'You get no more mails',
    lead: 'It is noted. If you change your mind, answer a mail that you have, and say so.',
  },
  unknown: 'It is cut off, or too old. Answer the mail instead, and say that you want no more.',
  boundTo: mailAddressesOf,
  async end(tx, req, { id, boundTo }) {
    const marked = await optOutByMail(tx, id, boundTo);
    if (marked) await audit(tx, req, 'changed', { kind: CONTACTS.name, id: marked });
  },
};

const WORDS: Readonly<Record<string, string>> = {
  cs: 'Nechci od vás dostávat další e-maily',
  da: 'Jeg vil ikke have flere mails fra jer',
  de: 'Ich möchte keine weiteren Mails von Ihnen',
  en: 'Get no more mails from us',
  es: 'No recibir más correos nuestros',
  fr: 'Ne plus recevoir de mails de notre part',
  it: 'Non ricevere altre mail da noi',
  nl: 'Geen mails meer van ons ontvangen',
  pl: 'Nie chcę więcej wiadomości',
  pt: 'Não receber mais mensagens nossas',
  sv: 'Få inga fler mejl från oss',
};

/** The line by which a letter is ended, in the language of its template; in English where that has none. */
export function stopWords(language: string): string {
  return WORDS[language.split('-')[0] ?? ''] ?? String(WORDS.en);
}
