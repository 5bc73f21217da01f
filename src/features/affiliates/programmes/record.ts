import { formatMoney, monthYear } from '../../../http/format.js';
import { viewUrl } from '../../../http/list/page.js';
import { sql } from '../../../platform/postgres/sql.js';
import type { Declared } from '../../../records/module.js';
import { type Fact, type FactGroup, factsFrom, filled, linksIn } from '../../../records/record/facts.js';
import type { RecordRow } from '../../../records/record/state.js';
import { COUNTING, COUNTS, OPEN_MONTH, OPEN_ONES } from '../earned.js';
import { changeOf, changeText } from '../figures.js';
import { AFFILIATES, FIGURES_PATH } from '../kind.js';
import { firstOfTwelve, lastMonth, monthAfter } from '../months.js';
import { PROGRAMME_FIELDS, type ProgrammeData } from './fields.js';

/** What a programme earned in one currency. */
type Earned = {
  currency: string;
  last: number | null;
  before: number | null;
  trailing: number | null;
  year_before: number | null;
  unpaid: number | null;
  late: number | null;
};
type ProgrammeRow = RecordRow & ProgrammeData & { earned: Earned[] };

/** The page of a programme: what it earned of late, what it owes, its terms. */
export const programmeRecord: Declared['record'] = {
  select: ({ today }) => {
    const last = lastMonth(today);
    const sum = (months: [string, string]) =>
      sql`sum(mo.earnings) filter (where ${COUNTS} and mo.month between ${months[0]} and ${months[1]})`;
    const year = (to: string): [string, string] => [firstOfTwelve(to), to];
    return sql`(select coalesce(jsonb_agg(to_jsonb(e) order by e.trailing desc nulls last, e.currency), '[]') from (
      select mo.currency, ${sum([last, last])} as last, ${sum([monthAfter(last, -1), monthAfter(last, -1)])} as before,
        ${sum(year(last))} as trailing, ${sum(year(monthAfter(last, -12)))} as year_before,
        sum(mo.earnings) filter (where ${OPEN_MONTH}) as unpaid,
        sum(mo.earnings) filter (where ${OPEN_MONTH} and mo.payout_on < ${today}::date) as late
      from affiliate_months mo where mo.programme_id = ap.id and mo.deleted_at is null group by mo.currency) e) as earned`;
  },
  view(record, { today }) {
    const row = record as unknown as ProgrammeRow;
    const own = row.earned.find(({ currency }) => currency === row.currency);
    return {
      figures_href: viewUrl(FIGURES_PATH, {}, { programme_id: row.id, currency: row.currency }),
      company: row.company ? { name: row.company, href: `/companies/${row.company_id}` } : null,
      strips: (row.earned.length > 0 ? row.earned : [{ ...NOTHING, currency: row.currency }]).map((it) => ({
        title: `Earned in ${it.currency}`,
        currency: it.currency,
        cells: stripOf(row, it, today),
      })),
      below: belowMinimum(row, own),
      groups: groupsOf(row),
    };
  },
};

const NOTHING = { last: null, before: null, trailing: null, year_before: null, unpaid: null, late: null };

function stripOf({ id }: ProgrammeRow, it: Earned, today: string) {
  const last = lastMonth(today);
  const shown = (minor: number | null) => formatMoney(minor, it.currency);
  const listed = (asked: object) => viewUrl(AFFILIATES.path, {}, { programme_id: id, currency: it.currency, ...asked });
  const change = (now: number | null, before: number | null, called: string) => {
    const text = changeText(changeOf(now, before));
    return text ? `${text} on ${called}` : '';
  };
  const spans = (from: string, to: string) => ({ month_from: from, month_to: to, ...COUNTING });
  return [
    {
      label: monthYear(`${last}-01`),
      value: shown(it.last),
      href: listed(spans(last, last)),
      words: change(it.last, it.before, 'the month before'),
    },
    {
      label: 'Last twelve months',
      value: shown(it.trailing),
      href: listed(spans(firstOfTwelve(last), last)),
      words: change(it.trailing, it.year_before, 'the twelve before'),
    },
    { label: 'Unpaid', value: shown(it.unpaid), href: listed(OPEN_ONES), words: '' },
    {
      label: 'Late',
      value: shown(it.late),
      href: listed({ expected_on: 'overdue' }),
      words: it.late === null ? 'Nothing is late' : 'Past the day it was expected',
      late: it.late !== null,
    },
  ];
}

function belowMinimum(row: ProgrammeRow, own: Earned | undefined): string | null {
  const unpaid = own?.unpaid ?? 0;
  if (row.minimum_payout === null || unpaid === 0 || unpaid >= row.minimum_payout) return null;
  const [is, wanted] = [unpaid, row.minimum_payout].map((minor) => formatMoney(minor, row.currency));
  return `${is} ${row.currency} are unpaid, below its minimum payout of ${wanted}: a payout may wait for more.`;
}

function groupsOf(row: ProgrammeRow): FactGroup[] {
  const facts = factsFrom(PROGRAMME_FIELDS, row);
  const company: Fact[] = row.company
    ? [{ label: 'Company', value: row.company, to: `/companies/${row.company_id}` }]
    : [];
  const links = linksIn(row.link);
  return [
    {
      title: 'Programme',
      group: 'what',
      facts: [
        ...company,
        ...filled(facts('network', 'base_rate', 'link_pattern')),
        ...days('Cookie', row.cookie_days),
        ...filled(facts('ended_on')),
        ...(links ? [{ label: 'Figures', value: '', links }] : []),
      ],
    },
    {
      title: 'Payout',
      group: 'payout',
      facts: [
        ...days('After a month', row.payment_delay_days),
        ...filled(facts('minimum_payout')),
        ...facts('currency'),
      ],
    },
    {
      title: 'Tracking ids',
      group: 'tracking',
      facts: row.tracking_ids.map(({ code, used_for }) => ({ label: String(code), value: used_for ?? 'In use' })),
    },
  ];
}

function days(label: string, n: number | null): Fact[] {
  return n === null ? [] : [{ label, value: `${n} days` }];
}
