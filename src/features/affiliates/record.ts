import { formatDate, formatMoney, monthYear, plural } from '../../http/format.js';
import { daysBetween } from '../../platform/clock.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { distanceText } from '../../records/due.js';
import type { Declared } from '../../records/module.js';
import { type FactGroup, factsFrom, filled } from '../../records/record/facts.js';
import type { RecordRow } from '../../records/record/state.js';
import { countsAs, opensAs } from './earned.js';
import { MONTH_FIELDS, type MonthData } from './fields.js';
import { changeOf, changeText, ratiosOf, ratioTexts } from './figures.js';
import { firstOfTwelve, monthAfter } from './months.js';
import { PROGRAMMES } from './programmes/kind.js';
import { OPEN } from './states.js';

type Amount = string | number | null;
/** A month as its page reads it; sums of others of the same programme, tracking id and currency. */
type MonthRow = RecordRow &
  MonthData & {
    earnings: number | null;
    payout_on: string | null;
    before: Amount;
    year_before: Amount;
    trailing: Amount;
    waiting: Amount;
    minimum: number | null;
  };

const SAME = sql`o.programme_id = mo.programme_id and o.currency = mo.currency and o.tracking_row_id is not distinct from mo.tracking_row_id`;
const earnedIn = (months: Sql) =>
  sql`(select sum(o.earnings) from affiliate_months o where ${SAME} and o.month ${months} and ${countsAs('o')})`;
const monthsFrom = (months: number) =>
  sql`to_char(to_date(mo.month, 'YYYY-MM') + make_interval(months => ${months}::int), 'YYYY-MM')`;

/** The page of a month: what it earned, against the one before and that of a year before, and its payout. */
export const monthRecord: Declared['record'] = {
  select: () => sql`
    ${earnedIn(sql`= ${monthsFrom(-1)}`)} as before, ${earnedIn(sql`= ${monthsFrom(-12)}`)} as year_before,
    ${earnedIn(sql`between ${monthsFrom(-11)} and mo.month`)} as trailing,
    (select sum(o.earnings) from affiliate_months o
      where o.programme_id = mo.programme_id and o.currency = mo.currency and o.deleted_at is null and ${opensAs('o')}) as waiting,
    (select ap.minimum_payout from affiliate_programmes ap where ap.id = mo.programme_id and ap.currency = mo.currency) as minimum`,
  view(record, { today }) {
    const row = record as MonthRow;
    return {
      programme: { name: row.programme, href: `${PROGRAMMES.path}/${row.programme_id}` },
      payout: payoutOf(row, today),
      strip: { title: `What it earned in ${row.currency}`, cells: stripOf(row) },
      currency: row.currency,
      groups: groupsOf(row),
    };
  },
};

function stripOf(row: MonthRow) {
  const shown = (minor: Amount) => formatMoney(minor, row.currency);
  const ratios = ratioTexts(ratiosOf(row), row.currency);
  const parts = [row.commission, row.bounties, row.adjustments].filter((it): it is number => it !== null && it !== 0);
  const held = (label: string, before: Amount, month: string) => ({
    label,
    value: changeText(changeOf(row.earnings, before === null ? null : Number(before))) || '–',
    words: before === null ? `${monthYear(`${month}-01`)} was not entered` : `of ${shown(before)}`,
  });
  return [
    {
      kind: 'eq',
      label: 'Earnings',
      value: shown(row.earnings),
      unit: row.currency,
      words:
        parts.length > 1 ? parts.map(shown).join(' + ').replaceAll('+ −', '− ') : 'Commission, bounties, adjustments',
    },
    held('Against last month', row.before, monthAfter(row.month, -1)),
    held('Against last year', row.year_before, monthAfter(row.month, -12)),
    {
      label: 'Twelve months',
      value: shown(row.trailing),
      words: `From ${monthYear(`${firstOfTwelve(row.month)}-01`)}`,
    },
    { label: 'Per click', value: ratios.per_click, words: `${ratios.conversion} of clicks became orders` },
    { label: 'Effective rate', value: ratios.effective_rate, words: `${ratios.average_order} an order` },
  ];
}

/** When it is paid, in a sentence; nothing for one that is paid, or was reversed. */
function payoutOf(row: MonthRow, today: string): { text: string; late: boolean } | null {
  if (!OPEN.some((state) => state === row.state)) return null;
  const due = row.payout_on;
  const waiting = Number(row.waiting ?? 0);
  const below =
    row.minimum !== null && waiting < row.minimum
      ? ` ${formatMoney(waiting, row.currency)} are unpaid in all, below the minimum payout of ${formatMoney(row.minimum, row.currency)} ${row.currency}.`
      : '';
  if (due === null) return { text: `Nobody said when it is paid.${below}`, late: false };
  const days = daysBetween(due, today);
  const day = `${formatDate(due)}, ${days > 0 ? `${plural(days, 'day', 'days')} late` : distanceText(due, today)}`;
  return { text: `Payout expected on ${day}.${below}`, late: days > 0 };
}

function groupsOf(row: MonthRow): FactGroup[] {
  const facts = factsFrom(MONTH_FIELDS, row);
  const ratios = ratioTexts(ratiosOf(row), row.currency);
  const derived = [
    { label: 'Reversal', value: ratios.reversal },
    { label: 'By 1,000 views', value: ratios.rpm },
  ].filter(({ value }) => value !== '–');
  return [
    {
      title: 'Month',
      group: 'what',
      facts: [
        { label: 'Programme', value: row.programme ?? '', to: `${PROGRAMMES.path}/${row.programme_id}` },
        ...filled(facts('tracking_id')),
        ...facts('month', 'currency'),
      ],
    },
    {
      title: 'Counted',
      group: 'counts',
      facts: [
        ...facts('clicks', 'orders', 'items_shipped', 'items_returned'),
        ...filled(facts('items_ordered', 'views')),
        ...derived,
      ],
    },
    { title: 'Earned', group: 'earned', facts: facts('sales_amount', 'commission', 'bounties', 'adjustments') },
    {
      title: 'Payout',
      group: 'fold-payout',
      facts: [
        { label: 'Expected on', value: row.payout_on ? formatDate(row.payout_on) : '', more: expectedBy(row) },
        ...filled(facts('paid_on', 'paid_amount')),
      ],
    },
  ];
}

function expectedBy({ expected_on, payout_on }: MonthRow): string {
  return expected_on ? 'As typed' : payout_on ? 'By the programme’s delay' : '';
}
