import { viewUrl } from '../../http/list/page.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';

/** What came from a company in a year, in one currency: units, and their market value where any has one. */
export type Received = { currency: string; units: number; value: number | null };
export type NextStep = { id: string; title: string; due_on: string | null };
export type CompanyFigures = {
  contacts: number;
  received: Received[];
  noted_at: Date | null;
  done_at: Date | null;
  next_step: NextStep | null;
};

/** The ways by which a unit is received rather than bought, and the states of one that came. */
export const RECEIVED_SOURCES = ['review_unit', 'loaner', 'gift', 'in_kind_payment'];
export const RECEIVED_STATES = [
  'received',
  'in_review',
  'reviewed',
  'kept',
  'listed',
  'sold',
  'refunded',
  'returned',
  'donated',
  'given_away',
  'discarded',
];

/**
 * The figures of `companies c`, each from the reader's own rows alone: the policies of items and tasks see to it, and of the
 * common notes those count that the reader wrote.
 */
export function figureColumns(today: string): Sql {
  const year = today.slice(0, 4);
  return sql`
    (select count(distinct k.contact_id) from contact_companies k join contacts n on n.id = k.contact_id
      where k.company_id = c.id and n.deleted_at is null and (k.to_on is null or k.to_on >= ${today}::date)) as contacts,
    (select coalesce(jsonb_agg(jsonb_build_object('currency', r.currency, 'units', r.units, 'value', r.value)
        order by r.units desc, r.currency), '[]')
      from (select i.currency, sum(i.quantity) as units, sum(i.fair_market_value) as value from inventory_items i
        where i.company_id = c.id and i.deleted_at is null
          and i.received_on between ${`${year}-01-01`}::date and ${`${year}-12-31`}::date
          and i.source = any(${RECEIVED_SOURCES}::text[]) and i.state = any(${RECEIVED_STATES}::text[])
        group by i.currency) r) as received,
    (select max(o.created_at) from notes o
      where o.company_id = c.id and o.author_id = app_user_id() and o.deleted_at is null) as noted_at,
    (select max(t.done_at) from tasks t where t.company_id = c.id and t.deleted_at is null) as done_at,
    (select jsonb_build_object('id', t.id, 'title', t.title, 'due_on', t.due_on) from tasks t
      where t.company_id = c.id and t.done_at is null and t.deleted_at is null
      order by t.due_on nulls last, t.id limit 1) as next_step`;
}

/** The list of the items that a company's received units of a year are the sum of. */
export function receivedHref(companyId: string, year: string, currency?: string): string {
  return viewUrl(
    '/inventory',
    {},
    {
      company_id: companyId,
      received_on_from: `${year}-01-01`,
      received_on_to: `${year}-12-31`,
      source: RECEIVED_SOURCES,
      state: RECEIVED_STATES,
      currency,
    },
  );
}

/** The later of the last note and the last task done; null when there was neither. */
export function lastTouch({ noted_at, done_at }: Pick<CompanyFigures, 'noted_at' | 'done_at'>) {
  if (noted_at === null && done_at === null) return null;
  const byNote = done_at === null || (noted_at !== null && noted_at >= done_at);
  return { at: (byNote ? noted_at : done_at) as Date, what: byNote ? 'Note' : 'Task done' };
}
