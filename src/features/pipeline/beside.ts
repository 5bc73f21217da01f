import { formatDate, formatMoney } from '../../http/format.js';
import { initials } from '../../http/person.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { lastTouch, touchColumns } from '../../records/touches.js';
import { collabsOfCompany } from '../collabs/index.js';
import { COMPANIES } from '../companies/index.js';
import type { People } from '../contacts/index.js';
import { PIPELINE } from './kind.js';

/** What the reader has with the company of a deal: what it paid, how many deals were won of those that ended, the last touch. */
export type Beside = {
  paid: { currency: string; amount: number; days: number | null }[] | null;
  won: number;
  ended: number;
  noted_at: string | null;
  done_at: string | null;
  touched_at: string | null;
};

/** The same of the company of a deal `d`, as one column of a select. */
export function besideColumn(today: string, touched: readonly Sql[]): Sql {
  return sql`(select to_jsonb(it) from (
    select ${collabsOfCompany.figures?.(today) ?? sql`null as paid`}, ${touchColumns(COMPANIES, 'c', touched)},
      (select count(*) from deals o join deal_stages s on s.id = o.stage_id
        where o.company_id = c.id and o.deleted_at is null and s.kind = 'won') as won,
      (select count(*) from deals o join deal_stages s on s.id = o.stage_id
        where o.company_id = c.id and o.deleted_at is null and s.kind in ('won', 'lost')) as ended
    from (select d.company_id as id) c) it) as beside`;
}

/** The figures of a company beside a deal, a dash where nothing is known. */
export function besideFigures({ paid, won, ended, ...touched }: Beside, companyId: string, timeZone: string) {
  const moment = (at: string | null) => (at === null ? null : new Date(at));
  const touch = lastTouch(
    {
      noted_at: moment(touched.noted_at),
      done_at: moment(touched.done_at),
      touched_at: moment(touched.touched_at),
      next_step: null,
    },
    timeZone,
  );
  const lasted = (paid ?? []).find(({ days }) => days !== null)?.days;
  const first = paid?.[0];
  const others = (paid ?? []).slice(1).map((it) => `${formatMoney(it.amount, it.currency)} ${it.currency}`);
  return [
    {
      label: 'Paid to date',
      value: first ? formatMoney(first.amount, first.currency) : '–',
      unit: first ? [first.currency, ...others].join(', ') : '',
    },
    { label: 'Days to pay, mean', value: lasted === undefined || lasted === null ? '–' : String(lasted) },
    {
      label: 'Deals won',
      value: ended === 0 ? '–' : String(won),
      unit: ended === 0 ? '' : `of ${ended}`,
      href: `${PIPELINE.path}?layout=list&company_id=${companyId}&standing=won&standing=lost`,
    },
    { label: 'Last touch', value: touch ? formatDate(touch.on) : '–' },
  ];
}

/** The people of a deal as its page shows them, each with their part. */
export function peopleBeside(people: People) {
  return people.map(({ id, name, part }) => ({
    name: name ?? '',
    part,
    href: `/contacts/${id}`,
    initials: initials(name ?? ''),
  }));
}
