import { ranksView } from '../../http/chart.js';
import { signedMoney } from '../../http/format.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { amountCell, countCell, gainCell, textCell } from '../../records/report/cells.js';
import { figure, otherCurrencies, sumsOver } from '../../records/report/figures.js';
import type { AskedReport, Cell, Column, Report, Told } from '../../records/report/report.js';
import { pastSpans, spanText, yearToDate } from '../../records/report/spans.js';
import { hasResold, type Resold, resoldBy, resoldHref } from '../inventory/index.js';

const SUMMED = ['items', 'net', 'profit', 'gain'] as const;
const AMOUNT = { right: true, width: 'w-amt' } as const;

/**
 * What was sold, or sold and refunded, by the day of the sale. Net: what the sale left after fees, postage and refund. Cash profit: net −
 * what was paid for it. Taxable gain: net − basis. Each is the sum of what the list shows of the same rows.
 */
export const resaleReport: Report = {
  path: '/reports/resale',
  title: 'Inventory profit by source and brand',
  called: 'Resale',
  text: 'What reselling brought, by how the items came or by brand: net, cash profit and taxable gain.',
  usual: yearToDate,
  spans: pastSpans,
  read: readResale,
  choices: [
    {
      name: 'by',
      label: 'By',
      options: [
        { value: 'source', label: 'Source' },
        { value: 'brand', label: 'Brand' },
      ],
    },
  ],
  empty: {
    text: 'Record the sale of an item, and its profit stands here.',
    action: { label: 'Open the inventory', href: '/inventory' },
  },
};

async function readResale(db: ReadDoor, { span, currency, chosen }: AskedReport): Promise<Told> {
  const by = chosen.by === 'brand' ? 'brand' : 'source';
  const found = await resoldBy(db, by, span);
  const own = found.filter((it) => it.currency === currency);
  const all = sumsOver(own, SUMMED);
  const cells = soldCells(all, currency, resoldHref(span, currency));
  const gains = own.filter(({ profit }) => profit !== 0);
  return {
    begun: found.length > 0 || (await hasResold(db)),
    any: own.length > 0,
    figures: [
      { ...figure('Cash profit', cells[2]), unit: currency },
      figure('Net', cells[1]),
      figure('Taxable gain', cells[3]),
      figure('Sold', cells[0]),
    ],
    ...(gains.length > 0 && {
      chart: {
        ranks: ranksView(
          own.map((it) => ({ label: it.name, value: it.profit, text: signedMoney(it.profit, currency) })),
        ),
        label: `Cash profit in ${currency} by ${by}, ${spanText(span)}. The table below has the figures.`,
        legend: [
          { cls: 'c1', label: 'Profit' },
          { cls: 'c2', label: 'Loss' },
        ],
      },
    }),
    columns: columnsOf(by),
    rows: own.map((it) => [
      it.key === null ? { ...textCell(it.name), cls: 'muted' } : textCell(it.name),
      ...soldCells(it, currency, resoldHref(span, currency, { [by]: it.key })),
    ]),
    foot: [textCell(spanText(span)), ...cells],
    also: otherCurrencies(found, currency, ({ items }) => items, 'item', 'items'),
    fine: 'Items count on the day they were sold, those that were refunded since among them. Cash profit is net less what was paid; taxable gain is net less the basis.',
  };
}

function columnsOf(by: 'source' | 'brand'): Column[] {
  return [
    { name: by, label: by === 'source' ? 'Source' : 'Brand' },
    { name: 'sold', label: 'Sold', cls: 'side', right: true, width: 'w-num' },
    { name: 'net', label: 'Net', cls: 'side', ...AMOUNT },
    { name: 'cash_profit', label: 'Cash profit', ...AMOUNT },
    { name: 'taxable_gain', label: 'Taxable gain', ...AMOUNT },
  ];
}

// Only cash profit is green or red: a negative taxable gain is no bad news.
function soldCells(it: Pick<Resold, (typeof SUMMED)[number]>, currency: string, href: string): Cell[] {
  return [
    countCell(it.items, href),
    amountCell(it.net, currency, href),
    gainCell(it.profit, currency, href),
    { ...amountCell(it.gain, currency, href), text: signedMoney(it.gain, currency) },
  ];
}
