import { barsView } from '../../http/chart.js';
import { monthYear, shortMonth } from '../../http/format.js';
import { viewUrl } from '../../http/list/page.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { amountCell, changeCell, countCell, NONE, shareCell, textCell } from '../../records/report/cells.js';
import { figure, otherCurrencies, sumsOver } from '../../records/report/figures.js';
import type { AskedReport, Cell, Column, Report, Told } from '../../records/report/report.js';
import { pastSpans, spanText } from '../../records/report/spans.js';
import { earnedByMonth, type MonthSum, type OpenSum, openByCurrency } from './by-month.js';
import { earnedByProgramme, earnedHref, hasMonths } from './by-programme.js';
import { OPEN_ONES } from './earned.js';
import { AFFILIATES, FIGURES_PATH } from './kind.js';
import { firstOfTwelve, lastMonth, monthAfter, monthEnd, monthOf, monthsBetween } from './months.js';
import { programmeName } from './programmes/named.js';
import { affiliatesReport } from './report-by-programme.js';

const NO_ID = '00000000-0000-0000-0000-000000000000';
const AMOUNT = { right: true, width: 'w-amt' } as const;
const CHANGE = { right: true, width: 'w-pct' } as const;
const COLUMNS: readonly Column[] = [
  { name: 'month', label: 'Month' },
  { name: 'clicks', label: 'Clicks', cls: 'side far', right: true, width: 'w-num' },
  { name: 'orders', label: 'Orders', cls: 'side far', right: true, width: 'w-num' },
  { name: 'sales', label: 'Sales', cls: 'side', ...AMOUNT },
  { name: 'earnings', label: 'Earnings', ...AMOUNT },
  { name: 'change_on_month_percent', label: 'On last month', cls: 'side', ...CHANGE },
  { name: 'year_before', label: 'A year before', cls: 'side', ...AMOUNT },
  { name: 'change_on_year_percent', label: 'On last year', ...CHANGE },
  { name: 'twelve_months', label: '12 months', cls: 'side', ...AMOUNT },
];

/**
 * What affiliate programmes earned month by month: commission, bounties and adjustments, but for what was reversed, whenever that is paid.
 * Twelve months: of the month and the eleven before it. A change is on what was entered, and is none on nothing.
 */
export const monthsReport: Report = {
  path: FIGURES_PATH,
  title: 'Affiliate figures',
  called: 'Affiliate figures',
  text: 'What each month earned against the month and the year before it, and what each programme has of it.',
  view: 'affiliates/figures.njk',
  usual: lastTwelve,
  spans: (today) => [
    { label: 'Last 12 months', span: lastTwelve(today) },
    {
      label: 'Last 24 months',
      span: { ...lastTwelve(today), from: `${monthAfter(lastMonth(today), -23)}-01` },
    },
    ...pastSpans(today).filter(({ span }) => span.from.endsWith('-01-01')),
  ],
  choices: [{ name: 'programme_id', label: 'Programme', ids: true }],
  read: readMonths,
  empty: affiliatesReport.empty,
};

async function readMonths(db: ReadDoor, asked: AskedReport): Promise<Told> {
  const { span, currency, today } = asked;
  const [from, to] = [monthOf(span.from), monthOf(span.to)];
  const programme = await programmeOf(db, asked.chosen.programme_id);
  // What a year before is held against, and the twelve months before the last ones.
  const first = [monthAfter(from, -12), monthAfter(to, -23)].sort()[0] ?? from;
  const found = await earnedByMonth(db, first, to, programme?.id);
  const open = await openByCurrency(db, today, programme?.id);
  const within = found.filter(({ month }) => month >= from);
  const scene: Scene = {
    ...earnedOf(found.filter((it) => it.currency === currency)),
    currency,
    listed: (a, b = a) => earnedHref(a, b, currency, programme?.id),
  };
  const months = monthsBetween(from, to);
  return {
    begun: found.length > 0 || (await hasMonths(db)),
    any: within.some((it) => it.currency === currency),
    ...(programme && { about: aboutOf(programme, asked) }),
    figures: [
      ...lastFigures(scene, months.findLast((month) => scene.between(month) !== null) ?? to),
      ...(programme ? [await shareFigure(db, scene, from, to)] : []),
      ...openFigures(scene, open, programme?.id),
    ],
    chart: chartOf(scene, months),
    columns: COLUMNS,
    rows: months.map((month) => monthCells(scene, month)),
    foot: footCells(scene, from, to),
    ...(!programme && { below: await byProgramme(db, asked) }),
    also: otherCurrencies(within, currency, (it) => it.months, 'month', 'months'),
    fine: 'Whole months are counted, by what they earned, whenever that is paid. What was reversed is left out. Each figure opens its rows.',
  };
}

/** What was earned from one month to another; null where no month was entered. */
type Earned = { of(month: string): MonthSum | undefined; between(from: string, to?: string): number | null };
type Scene = Earned & { currency: string; listed(from: string, to?: string): string };
type Named = { id: string; name: string | null };

function earnedOf(found: readonly MonthSum[]): Earned {
  return {
    of: (month) => found.find((it) => it.month === month),
    between(from, to = from) {
      const own = found.filter(({ month }) => month >= from && month <= to);
      return own.length === 0 ? null : own.reduce((sum, { earnings }) => sum + earnings, 0);
    },
  };
}

async function programmeOf(db: ReadDoor, chosen: string | null | undefined): Promise<Named | undefined> {
  if (!chosen) return undefined;
  const id = chosen === 'none' ? NO_ID : chosen;
  const row = await db.row<{ name: string | null }>(sql`select ${programmeName(sql`${id}::uuid`)} as name`);
  return { id, name: row?.name ?? null };
}

function aboutOf({ name }: Named, { span, currency }: AskedReport) {
  const text = name === null ? 'This programme is no longer there.' : `What ${name} earned, alone.`;
  return { text, all: 'All programmes', all_href: viewUrl(FIGURES_PATH, {}, { ...span, currency }) };
}

/** The last month that was entered, and the twelve that end with it, each against what was before. */
function lastFigures({ between, currency, listed }: Scene, month: string): Told['figures'] {
  const amount = (from: string, to = from) => amountOf(between(from, to), currency, listed(from, to));
  const [year, before] = [firstOfTwelve(month), monthAfter(month, -12)];
  return [
    { ...figure(monthYear(`${month}-01`), amount(month)), unit: currency },
    figure('On the month before', change(between(month), between(monthAfter(month, -1)))),
    figure('On a year before', change(between(month), between(before))),
    figure('Twelve months', amount(year, month)),
    figure('On the twelve before', change(between(year, month), between(firstOfTwelve(before), before))),
  ];
}

async function shareFigure(db: ReadDoor, { between, currency }: Scene, from: string, to: string) {
  const all = (await earnedByProgramme(db, from, to)).filter((it) => it.currency === currency);
  const whole = all.reduce((sum, { earnings }) => sum + earnings, 0);
  return figure('Share of all programmes', shareCell(between(from, to) ?? 0, Math.max(0, whole)));
}

function openFigures({ currency }: Scene, all: readonly OpenSum[], programme_id?: string): Told['figures'] {
  const { unpaid = 0, late = 0 } = all.find((it) => it.currency === currency) ?? {};
  const listed = (asked: object) => viewUrl(AFFILIATES.path, {}, { ...asked, currency, programme_id });
  return [
    figure('Unpaid', amountCell(unpaid, currency, listed(OPEN_ONES))),
    {
      ...figure('Late', amountCell(late, currency, listed({ expected_on: 'overdue' }))),
      ...(late > 0 && { cls: 'neg' }),
    },
  ];
}

function chartOf({ between, currency }: Scene, months: readonly string[]): Told['chart'] {
  const slots = months.map((month) => ({
    label: shortMonth(month, months.length > 12),
    value: between(month),
    before: between(monthAfter(month, -12)),
  }));
  return {
    bars: barsView(slots, currency),
    label: `Earnings in ${currency} by month. The table below has the figures.`,
    legend: [
      { cls: 'c1', label: 'Earnings' },
      { cls: 'ly', label: 'Same month a year before' },
    ],
  };
}

function monthCells({ of, between, currency, listed }: Scene, month: string): Cell[] {
  const [it, year] = [of(month), monthAfter(month, -12)];
  const amount = (minor: number | null, from: string, to = from) => amountOf(minor, currency, listed(from, to));
  return [
    textCell(shortMonth(month), month),
    it ? countCell(it.clicks, listed(month)) : NONE,
    it ? countCell(it.orders, listed(month)) : NONE,
    amount(it?.sales ?? null, month),
    { ...amount(between(month), month), ...(it && { cls: 'strong' }) },
    change(between(month), between(monthAfter(month, -1))),
    { ...amount(between(year), year), cls: 'muted' },
    change(between(month), between(year)),
    amount(between(firstOfTwelve(month), month), firstOfTwelve(month), month),
  ];
}

function footCells({ of, between, currency, listed }: Scene, from: string, to: string): Cell[] {
  const months = monthsBetween(from, to).flatMap((month) => of(month) ?? []);
  const { clicks, orders, sales } = sumsOver(months, ['clicks', 'orders', 'sales']);
  const before = [monthAfter(from, -12), monthAfter(to, -12)] as const;
  return [
    textCell(from === to ? shortMonth(from) : `${shortMonth(from)} to ${shortMonth(to)}`),
    countCell(clicks, listed(from, to)),
    countCell(orders, listed(from, to)),
    amountCell(sales, currency, listed(from, to)),
    { ...amountCell(between(from, to) ?? 0, currency, listed(from, to)), cls: 'strong' },
    textCell(''),
    { ...amountOf(between(...before), currency, listed(...before)), cls: 'muted' },
    change(between(from, to), between(...before)),
    textCell(''),
  ];
}

async function byProgramme(db: ReadDoor, asked: AskedReport): Promise<Told['below']> {
  const { chart, columns, rows, foot, any } = await affiliatesReport.read(db, asked);
  if (!any) return undefined;
  const { span, currency } = asked;
  return {
    ...{ title: 'By programme', columns, rows, ...(chart && { chart }), ...(foot && { foot }) },
    caption: `Earnings by programme, ${spanText(span)}, ${currency}`,
    link: { label: 'Report by programme', href: viewUrl(affiliatesReport.path, {}, { ...span, currency }) },
  };
}

// A month that nobody entered earned nothing that is known.
function amountOf(minor: number | null, currency: string, href: string): Cell {
  return minor === null ? NONE : amountCell(minor, currency, href);
}

function change(now: number | null, before: number | null): Cell {
  return now === null || before === null ? NONE : changeCell(now, before);
}

function lastTwelve(today: string) {
  const last = lastMonth(today);
  return { from: `${firstOfTwelve(last)}-01`, to: monthEnd(last) };
}
