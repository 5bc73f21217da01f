import { z } from 'zod';
import { isId, optionalText } from '../../http/form.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { comparedBy, type Filter, filterOf, NOT_SET, readComparison } from '../../records/fields/index.js';
import { isCompany } from './by-name.js';

/** The name of the company that a column refers to; null for none. */
export function companyName(column: Sql): Sql {
  return sql`(select o.name from companies o where o.id = ${column})`;
}

/** What joins the company that a column refers to, and its name as an index has those of all companies in order. */
export function companyByName(column: Sql): { join: Sql; name: Sql } {
  return { join: sql`join companies o on o.id = ${column}`, name: sql`(o.name collate "und-x-icu")` };
}

/** The category of the company that a column refers to; null for none. */
export function companyCategory(column: Sql): Sql {
  return sql`(select o.category_id from companies o where o.id = ${column})`;
}

/** The name of the company that a column refers to, in its normal form; null for none. */
export function companyKey(column: Sql): Sql {
  return sql`(select o.name_key from companies o where o.id = ${column})`;
}

/** The company that one which a column names is by now: itself, or what it was merged into. */
export function companyIdNow(column: Sql): Sql {
  return sql`coalesce((select o.merged_into_id from companies o where o.id = ${column}), ${column})`;
}

/** What somebody must know who is about to write to a company. */
export type CompanyStanding = { is_there: boolean; do_not_contact: boolean; reason: string | null };

/** How the company that a column refers to stands, as one object. */
export function companyStanding(column: Sql): Sql {
  return sql`(
    select jsonb_build_object('is_there', o.deleted_at is null, 'do_not_contact', o.do_not_contact, 'reason', o.do_not_contact_reason)
    from companies o where o.id = ${column})`;
}

/** The domain of the company that a column refers to; null for none. */
export function companyDomain(column: Sql): Sql {
  return sql`(select o.domain from companies o where o.id = ${column})`;
}

/** The same in its normal form, to look for words in it; '' for none. */
export function companyWords(column: Sql): Sql {
  return sql`coalesce((select ' ' || o.name_key || ' ' from companies o where o.id = ${column}), '')`;
}

/** In how many days the company that a column refers to pays; null where nobody said. */
export function companyTerms(column: Sql): Sql {
  return sql`(select o.payment_terms_days from companies o where o.id = ${column})`;
}

const GONE = 'This company is no longer there.';

const WAYS = [
  { value: 'is', label: 'is', shows: 'from' },
  { value: 'is_not', label: 'is not', shows: 'from' },
  { value: NOT_SET.value, label: 'not set', shows: '' },
];
const COMPARING = { name: comparedBy('company'), of: WAYS };

/** What holds of the rows of a company, or for null of those that have any: where a column of theirs refers to it. */
export function referringTo(column: Sql): (id: string | null) => Sql {
  return (id) => (id === null ? sql`${column} is not null` : sql`${column} = ${id}::uuid`);
}

/**
 * The filter of rows by a company, named or by its id: `company` and `company_id`. `where`: what holds of the rows of one, for null of
 * those that have any.
 */
export function companyFilter(gone: string, where: (id: string | null) => Sql): Filter {
  const shape = {
    company_is: z.unknown().optional(),
    company: optionalText(200),
    company_id: optionalText(36).refine((it) => it === null || isId(it), GONE),
  };
  const input = {
    ...({ control: 'combobox', url: '/companies/suggestions', id_name: 'company_id' } as const),
    comparing: COMPARING,
  };
  return filterOf('Company', shape, input, async ({ company, company_id, company_is }, { db, query }) => {
    const { how, errors } = readComparison(COMPARING, company_is);
    if (errors) return { errors };
    if (how?.value === NOT_SET.value)
      return { where: sql`(${where(null)}) is not true`, is: 'is', chip: NOT_SET.label.toLowerCase() };
    // A name that was cleared by hand: without JavaScript the hidden id stays behind, so it counts only where no name was sent.
    const strange = company_id !== null && query.company !== undefined && !(await isCompany(db, company_id));
    if (strange) return { errors: { company: GONE }, values: { company: company ?? '', company_id: '' } };
    if (company === null && (company_id === null || query.company !== undefined)) return {};
    const which =
      company === null ? sql`id = ${company_id}::uuid` : sql`name_key = normal_form(${company}) and deleted_at is null`;
    const found = await db.row<{ id: string; name: string }>(sql`select id::text, name from companies where ${which}`);
    if (!found)
      return { errors: { company: company === null ? gone : 'No company is called that. Choose one of the list.' } };
    return {
      where: how?.value === 'is_not' ? sql`(${where(found.id)}) is not true` : where(found.id),
      is: how?.label ?? 'is',
      chip: found.name,
      values: { company: found.name, company_id: found.id },
      // By its id, which no new name changes.
      address: { company: null, company_id: found.id },
    };
  });
}
