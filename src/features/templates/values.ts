import type { Person } from '../../http/person.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql, typed } from '../../platform/postgres/sql.js';
import { type CollabOfMail, collabOfMail } from '../collabs/index.js';
import { type CompanyOfMail, companyOfMail } from '../companies/index.js';
import { type ContactOfMail, contactOfMail } from '../contacts/index.js';
import { type DealOfMail, dealOfMail } from '../pipeline/index.js';
import { SENDER_PROFILE, type SenderProfile } from './profile.js';
import type { Values } from './render.js';
import type { Value } from './render-formats.js';

/** Whom a mail is to and what it is about, by ids; without a company it is the deal's, the collab's, or where the contact works. */
type MailAbout = {
  contact: string | null;
  company?: string | null;
  deal?: string | null;
  collab?: string | null;
};
/** The same as they stand; null is not there, or was not asked for. */
export type MailCast = {
  contact: ContactOfMail | null;
  company: CompanyOfMail | null;
  deal: DealOfMail | null;
  collab: CollabOfMail | null;
  /** What the reader says of themselves. */
  profile: SenderProfile | null;
};

/** Reads whom a mail is to and what it is about: one statement. */
export async function readCast(db: Pick<ReadDoor, 'row'>, about: MailAbout, today: string): Promise<MailCast> {
  const day = typed(today, 'date');
  const row = await db.row<MailCast>(sql`
    with picked as materialized (
      select ${contactOfMail(typed(about.contact, 'uuid'), day)} as contact, ${dealOfMail(typed(about.deal, 'uuid'))} as deal,
        ${collabOfMail(typed(about.collab, 'uuid'))} as collab)
    select contact, deal, collab, ${companyOfMail(sql`coalesce(${typed(about.company, 'uuid')}, (deal ->> 'company_id')::uuid,
      (collab ->> 'company_id')::uuid, (contact -> 'companies' -> 0 ->> 'id')::uuid)`)} as company, ${SENDER_PROFILE} as profile from picked`);
  return row ?? { contact: null, company: null, deal: null, collab: null, profile: null };
}

/** The same of several contacts, with the company that each works at, in their order; who is not there is left out. */
export async function readCasts(
  db: Pick<ReadDoor, 'rows'>,
  contacts: readonly string[],
  today: string,
): Promise<MailCast[]> {
  const rows = await db.rows<Pick<MailCast, 'contact' | 'company' | 'profile'>>(sql`
    with picked as materialized (
      select n.at, ${contactOfMail(sql`n.id`, typed(today, 'date'))} as contact
      from unnest(${contacts}::uuid[]) with ordinality n (id, at))
    select contact, ${companyOfMail(sql`(contact -> 'companies' -> 0 ->> 'id')::uuid`)} as company, ${SENDER_PROFILE} as profile
    from picked where contact is not null order by at`);
  return rows.map((row) => ({ ...row, deal: null, collab: null }));
}

/** What the variables of a template stand for, to one person's mail about that. */
export function valuesOf(
  { contact, company, deal, collab, profile }: MailCast,
  person: Pick<Person, 'name' | 'email'>,
  today: string,
): Values {
  const name = nameOf(person);
  return {
    'contact.first_name': contact?.first_name,
    'contact.last_name': contact?.last_name,
    'contact.name': contact?.name,
    'contact.title': contact?.title,
    'contact.pronouns': contact?.pronouns,
    'contact.email': contact?.email,
    'company.name': company?.name,
    'company.legal_name': company?.legal_name,
    'company.website': company?.website,
    'company.payment_terms': number(company?.payment_terms_days),
    'deal.title': deal?.name,
    'deal.amount': money(deal?.amount, deal?.currency),
    'deal.placement': deal?.placement,
    'deal.expected_close_on': day(deal?.expected_on),
    'deal.next_step': deal?.next_step,
    'deal.next_step_on': day(deal?.next_step_on),
    'collab.title': collab?.name,
    'collab.fee': money(collab?.fee, collab?.currency),
    'collab.starts_on': day(collab?.starts_on),
    'collab.ends_on': day(collab?.ends_on),
    'collab.promo_code': collab?.promo_code,
    'collab.tracking_link': collab?.tracking_link,
    'me.first_name': name?.split(/\s+/)[0],
    'me.name': name,
    'me.email': person.email,
    'me.channel': profile?.channel,
    'me.average_views': number(profile?.average_views),
    'me.signature': profile?.signature,
    today: { day: today },
  };
}

// Who typed no name is called by their address, which is not how one signs a mail.
function nameOf({ name, email }: Pick<Person, 'name' | 'email'>): string | null {
  return name === email.split('@')[0] ? null : name.trim();
}

const number = (count: number | null | undefined): Value | null => (typeof count === 'number' ? { count } : null);
const day = (it: string | null | undefined): Value | null => (it ? { day: it } : null);
const money = (minor: number | null | undefined, currency: string | undefined): Value | null =>
  typeof minor === 'number' && currency ? { minor, currency } : null;
