import type { Parts } from '../../http/list/page.js';
import { holdsWords } from '../../http/list/sql.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { all, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Narrowed } from '../../records/fields/index.js';
import { companyByName, companyName } from '../companies/index.js';
import { phoneKey, phoneNumber } from './phone.js';

/** So many contacts are looked up one by one in a few milliseconds; more are met soon on a walk. */
const FEW = 500;

/** Where a contact `c` works on a day: the first company that was named. */
export function currentCompany(day: Sql): Sql {
  return sql`(
    select ${companyName(sql`w.company_id`)} from contact_companies w
    where w.contact_id = c.id and (w.to_on is null or w.to_on >= ${day}) order by w.position, w.id limit 1)`;
}

/** The same of all contacts, as a select of `contact_id` and `name`: to sort them, not to ask one by one. */
export function currentCompanies(day: Sql): Sql {
  return sql`
    select distinct on (w.contact_id) w.contact_id, ${companyName(sql`w.company_id`)} as name from contact_companies w
    where w.to_on is null or w.to_on >= ${day} order by w.contact_id, w.position, w.id`;
}

/** Contacts `c` by the name of where they work on a day, and behind them those who work nowhere. */
export function byCurrentCompany(day: Sql): Parts {
  const works = (row: Sql) => sql`(${row}.to_on is null or ${row}.to_on >= ${day})`;
  const { join, name } = companyByName(sql`w.company_id`);
  const earlier = sql`
    select from contact_companies e where e.contact_id = c.id and ${works(sql`e`)} and (e.position, e.id) < (w.position, w.id)`;
  return {
    join: sql`join contact_companies w on w.contact_id = c.id and ${works(sql`w`)} and not exists (${earlier}) ${join}`,
    expression: name,
    others: {
      // Asked of one after the other until a page is full: as a join, all of both tables would be read for it.
      where: sql`not exists (select from contact_companies w where w.contact_id = c.id and ${works(sql`w`)} offset 0)`,
      value: '\uFFFF',
    },
  };
}

/**
 * The contacts that hold all the words. What is few is sorted whole: walking the list's order for rows that all stand at its end
 * took half a second. What is many is met soon on that walk.
 */
export async function holding(words: string[], db: Pick<ReadDoor, 'row'>): Promise<Narrowed> {
  const found = await db.row<{ ids: string[] }>(
    sql`
    select array(select s.id::text from contacts s where s.deleted_at is null and ${holdsWordsOrPhone(sql`s.search_text`, words)} limit ${FEW + 1}) as ids`,
    'anew',
  );
  if (found && found.ids.length <= FEW) return { where: sql`c.id = any(${found.ids}::uuid[])` };
  return { where: holdsWordsOrPhone(sql`c.search_text`, words) };
}

/** Whether a contact's words hold all of these: each, or those beside a phone and its number, in whatever way it is written. */
export function holdsWordsOrPhone(text: Sql, words: readonly string[]): Sql {
  const phone = phoneIn(words);
  if (!phone) return holdsWords(text, words);
  const called = all([sql`${text} like ${`%${phone.number}%`}`, holdsWords(text, phone.others)]);
  return sql`(${holdsWords(text, words)} or ${called})`;
}

// A phone is written with blanks in it, and two digits may be a model's.
const PART_OF_PHONE = /^[+(]*[0-9][0-9().\-/]*$|^[+(]+[0-9().\-/]*$|^[-/]$/;
const FEWEST_DIGITS = 4;

function phoneIn(words: readonly string[]): { number: string; others: string[] } | undefined {
  const first = words.findIndex((word) => PART_OF_PHONE.test(word));
  if (first < 0) return undefined;
  const behind = words.slice(first).findIndex((word) => !PART_OF_PHONE.test(word));
  const end = behind < 0 ? words.length : first + behind;
  const number = numberOf(words.slice(first, end).join(' '));
  if (number.length < FEWEST_DIGITS) return undefined;
  return { number, others: [...words.slice(0, first), ...words.slice(end)] };
}

// So many digits begin with a country's code, also where its sign was left out.
const WITH_COUNTRY = /^[1-9][0-9]{10,}$/;

function numberOf(typed: string): string {
  const key = phoneKey(typed);
  return phoneNumber(WITH_COUNTRY.test(key) ? `+${key}` : key);
}
