import { formatMoney, signedMoney } from '../../http/format.js';
import { daysBetween } from '../../platform/clock.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { perMille } from '../../records/per-mille.js';
import type { Acting, ActRecord, OutcomeCell } from '../../records/record/acting.js';
import type { ItemData } from './fields.js';
import { type Figures, fees, postage, saleFigures } from './figures.js';
import { STATES } from './states.js';

/** What the acts of an item hint at, and the figures that come of a sale or a refund. */
export const itemActing: Acting = {
  async begin(state, { fields }, { today }, db) {
    const item = fields as ItemData;
    if (state !== 'sold') return {};
    const since = item.listed_on && item.listed_on <= today ? daysBetween(item.listed_on, today) : 0;
    const hints = await lastFee(db, item);
    if (item.asking_price !== null) hints.sale_price = `Asked ${formatMoney(item.asking_price, item.currency)}`;
    if (since > 0) hints.sold_on = `Today, ${since === 1 ? 'a day' : `${since} days`} after listing`;
    return { hints, ...(item.refunded_on && { initial: { ...NO_SALE, sold_on: today } }) };
  },
  outcome(state, record, typed) {
    if (state !== 'sold' && state !== 'refunded') return undefined;
    const figures = typed && saleFigures(typed as ItemData);
    return figures ? outcomeCells(typed as ItemData, figures) : dashes(record);
  },
};

// What came back is sold anew: the first sale stands in its history.
const NO_SALE = Object.fromEntries(
  [...(STATES.all.sold.act?.asks ?? []), ...(STATES.all.sold.act?.folded ?? [])]
    .filter((name) => name !== 'channel')
    .map((name) => [name, '']),
);

// What was paid in fees for the last sale through the same channel says what this one will most likely cost.
async function lastFee(db: Pick<ReadDoor, 'row'>, { channel }: ItemData): Promise<Record<string, string>> {
  if (!channel) return {};
  const last = await db.row<{ sale_price: number; fee: number }>(sql`
    select sale_price, marketplace_fee as fee from inventory_items
    where deleted_at is null and channel = ${channel} and sale_price > 0 and marketplace_fee > 0
    order by sold_on desc nulls last, id desc limit 1`);
  const tenths = last ? perMille(last.fee, last.sale_price) : null;
  return tenths === null ? {} : { marketplace_fee: `Last time ${Math.round(tenths / 10)} % of the price` };
}

function outcomeCells(item: ItemData, { net, cost, basis, cash_profit, taxable_gain }: Figures): OutcomeCell[] {
  const shown = (minor: number) => formatMoney(minor, item.currency);
  const came = (item.sale_price ?? 0) + (item.buyer_shipping ?? 0) - (item.refund ?? 0);
  const sum = [came, -fees(item), -postage(item)].filter((it, index) => index === 0 || it !== 0);
  const tone = cash_profit > 0 ? 'pos' : cash_profit < 0 ? 'neg' : undefined;
  return [
    { label: 'Net proceeds', value: shown(net), unit: item.currency, words: sumInWords(sum, item.currency) },
    {
      label: 'Cash profit',
      value: signedMoney(cash_profit, item.currency),
      ...(tone && ({ tone } as const)),
      words: `Net ${shown(net)} less cost ${shown(cost)}`,
    },
    {
      label: 'Taxable gain',
      value: signedMoney(taxable_gain, item.currency),
      words: `Net ${shown(net)} less basis ${shown(basis)}`,
    },
  ];
}

function dashes({ fields }: ActRecord): OutcomeCell[] {
  const unit = String(fields.currency);
  return [
    { label: 'Net proceeds', value: '–', unit, words: 'Price less fees and postage' },
    { label: 'Cash profit', value: '–', words: 'Net less cost' },
    { label: 'Taxable gain', value: '–', words: 'Net less basis' },
  ];
}

// '165.00 − 21.45 − 6.90'
function sumInWords([first = 0, ...rest]: number[], currency: string): string {
  if (rest.length === 0) return 'No fees, no postage';
  return [formatMoney(first, currency), ...rest.map((it) => formatMoney(Math.abs(it), currency))].join(' − ');
}
