import { instant, shortInstant } from '../../../http/format.js';
import type { Person } from '../../../http/person.js';
import { COLLABS } from '../../collabs/index.js';
import { COMPANIES } from '../../companies/index.js';
import { CONTACTS } from '../../contacts/index.js';
import { PIPELINE } from '../../pipeline/index.js';
import { TEMPLATES } from '../kind.js';
import type { SendWay } from './keep.js';
import type { SentMail } from './queries.js';

type Look = { tone: string; glyph: string; label: string };
/** Longer ones are cut by some programs and systems. */
const MOST_IN_LINK = 1_900;
const WAY_WORDS: Record<SendWay, string> = {
  server: 'From this server',
  mail_program: 'By mail program',
  copy: 'Copied',
};

/** Where a mail that was sent stands. */
export const sentPath = (id: string) => `${TEMPLATES.path}/sends/${id}`;

/** What became of a mail. */
function lookOfSent({ way, left_at, failed_at, leaves_at, replied_at }: SentMail, now: Date): Look {
  if (replied_at) return { tone: 'green', glyph: 'full', label: 'Replied' };
  if (failed_at) return { tone: 'red', glyph: 'cross', label: 'Not delivered' };
  if (way !== 'server' || left_at) return { tone: 'blue', glyph: 'full', label: 'Sent' };
  return leaves_at && leaves_at > now
    ? { tone: 'grey', glyph: 'ring', label: 'Waits for its turn' }
    : { tone: 'amber', glyph: 'half', label: 'On its way' };
}

/** Whether it can still be kept from leaving. */
export function canBeStopped({ way, left_at, failed_at, leaves_at }: SentMail, now: Date): boolean {
  return way === 'server' && !left_at && !failed_at && leaves_at !== null && leaves_at > now;
}

/** The address that opens a mail in the reader's own program; null where it would be too long for one. */
function mailtoOf({ to_address, subject, body }: Pick<SentMail, 'to_address' | 'subject' | 'body'>): string | null {
  const to = encodeURIComponent(to_address).replaceAll('%40', '@');
  const href = `mailto:${to}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body.replaceAll('\n', '\r\n'))}`;
  return href.length > MOST_IN_LINK ? null : href;
}

/** The page of a mail as it was sent. */
export function sentView(sent: SentMail, person: Person, now: Date) {
  const path = sentPath(sent.id);
  const { timeZone } = person;
  return {
    kind: TEMPLATES,
    sent: { ...sent, path },
    look: lookOfSent(sent, now),
    may_write: person.role !== 'VIEWER',
    when: whenText(sent, timeZone, now),
    way: WAY_WORDS[sent.way],
    fault: sent.failed_at ? (sent.fault ?? 'The mail server did not take it.') : null,
    replied: sent.replied_at && instant(sent.replied_at, timeZone),
    mailto: sent.way === 'mail_program' ? mailtoOf(sent) : null,
    by_hand: sent.way !== 'server',
    stops: canBeStopped(sent, now),
    facts: factsOf(sent),
    again_href: againHref(sent),
  };
}

function whenText(sent: SentMail, timeZone: string, now: Date): string {
  if (sent.left_at) return instant(sent.left_at, timeZone);
  if (sent.leaves_at && sent.leaves_at > now) return `Leaves ${instant(sent.leaves_at, timeZone)}`;
  return instant(sent.written_at, timeZone);
}

function factsOf(sent: SentMail) {
  const fact = (label: string, value: string | null, href: string | null) => (value ? [{ label, value, href }] : []);
  return [
    ...fact('Contact', sent.to_name, sent.contact_id && `${CONTACTS.path}/${sent.contact_id}`),
    ...fact('Company', sent.company, sent.company_id && `${COMPANIES.path}/${sent.company_id}`),
    ...fact('Deal', sent.deal, sent.deal_id && `${PIPELINE.path}/${sent.deal_id}`),
    ...fact('Collab', sent.collab, sent.collab_id && `${COLLABS.path}/${sent.collab_id}`),
    ...fact(
      'Template',
      `${sent.template_name}, version ${sent.revision}${sent.is_changed ? ': the text was changed for this mail' : ''}`,
      sent.template_id && `${TEMPLATES.path}/${sent.template_id}`,
    ),
  ];
}

function againHref({ contact_id, deal_id, collab_id }: SentMail): string | null {
  if (!contact_id) return null;
  const asked = new URLSearchParams({ contact_id, ...(deal_id && { deal_id }), ...(collab_id && { collab_id }) });
  return `${TEMPLATES.path}/send?${asked}`;
}

/** A mail as a row of a list prints it. */
export function sentRow(sent: SentMail, { timeZone }: Person, now: Date) {
  return {
    href: sentPath(sent.id),
    subject: sent.subject,
    to: sent.to_name,
    company: sent.company,
    template: `${sent.template_name}, v${sent.revision}${sent.is_changed ? ', changed' : ''}`,
    look: lookOfSent(sent, now),
    day: shortInstant(sent.left_at ?? sent.leaves_at ?? sent.written_at, timeZone),
  };
}
