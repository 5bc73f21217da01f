import { formatDate, formatMoney, signedMoney } from '../../http/format.js';
import { perMille } from '../../records/per-mille.js';
import type { ItemRow } from './fields.js';
import { atAskingPrice, type Figures, fees, postage } from './figures.js';
import { type ReviewStanding, type StripAmount, soFarOf } from './record-so-far.js';
import { BEFORE_SALE } from './states.js';

type Strip = { title: string; cls: '' | 'asking' | 'so-far'; cells: StripAmount[] };

/**
 * The money strip: what came, what went, net, cash profit, taxable gain; before a sale as if at the asking price, and where
 * none is asked what is known so far; none for what left unsold.
 */
export function stripOf(row: ItemRow & ReviewStanding, today: string): Strip | null {
  const { net_proceeds: net, cash_profit, taxable_gain, cash_cost: cost } = row;
  if (net !== null && cash_profit !== null && taxable_gain !== null) {
    // The figures are the table's own; the basis is what lies between two of them.
    const figures = { net, cost, basis: net - taxable_gain, cash_profit, taxable_gain };
    return {
      title: `Money in ${row.currency}`,
      cls: '',
      cells: [saleCell(row), ...cells(row, row.sale_price ?? 0, figures)],
    };
  }
  if (!BEFORE_SALE.includes(row.state)) return null;
  const figures = atAskingPrice(row);
  if (!figures) return { title: `So far, in ${row.currency}`, cls: 'so-far', cells: soFarOf(row, today) };
  const asked: StripAmount = {
    kind: '',
    label: 'At the asking price',
    value: formatMoney(row.asking_price, row.currency),
    words: askedWords(row),
  };
  return {
    title: `At the asking price, in ${row.currency}`,
    cls: 'asking',
    cells: [asked, ...cells(row, row.asking_price ?? 0, figures)],
  };
}

function cells(row: ItemRow, price: number, figures: Figures): StripAmount[] {
  const shown = (minor: number) => formatMoney(minor, row.currency);
  const { net, cost, basis, cash_profit, taxable_gain } = figures;
  return [
    { kind: 'op', label: 'Fees', value: shown(-fees(row)), words: feeWords(row, price) },
    { kind: 'op', label: 'Postage', value: shown(-postage(row)), words: postageWords(row) },
    { kind: 'eq', label: 'Net proceeds', value: shown(net), unit: row.currency, words: '' },
    {
      kind: 'key',
      label: 'Cash profit',
      value: signedMoney(cash_profit, row.currency),
      words: `Net ${shown(net)} less cost ${shown(cost)}`,
      ...toneOf(cash_profit),
    },
    {
      kind: 'key',
      label: 'Taxable gain',
      value: signedMoney(taxable_gain, row.currency),
      words: `Net ${shown(net)} less basis ${shown(basis)}`,
    },
  ];
}

function saleCell(row: ItemRow): StripAmount {
  const came = (row.sale_price ?? 0) + (row.buyer_shipping ?? 0) - (row.refund ?? 0);
  const parts = [
    row.buyer_shipping ? `plus ${formatMoney(row.buyer_shipping, row.currency)} shipping` : '',
    row.refund ? `less ${formatMoney(row.refund, row.currency)} refunded` : '',
  ].filter((it) => it !== '');
  if (parts.length === 0)
    return { kind: '', label: 'Sale price', value: formatMoney(came, row.currency), words: formatDate(row.sold_on) };
  return {
    kind: '',
    label: row.refund ? 'Kept of the sale' : 'Sale price and shipping',
    value: formatMoney(came, row.currency),
    words: `${formatMoney(row.sale_price ?? 0, row.currency)} ${parts.join(' ')}`,
  };
}

function askedWords(row: ItemRow): string {
  return row.buyer_shipping
    ? `Plus ${formatMoney(row.buyer_shipping, row.currency)} shipping`
    : row.listed_on
      ? `Listed ${formatDate(row.listed_on)}`
      : 'Not sold yet';
}

function feeWords(row: ItemRow, price: number): string {
  const tenths = perMille(fees(row), price);
  return tenths === null || fees(row) === 0 ? '' : `${Math.round(tenths / 10)} % of the price`;
}

function postageWords(row: ItemRow): string {
  if (row.packaging)
    return `Outbound ${formatMoney(row.outbound_shipping ?? 0, row.currency)}, packaging ${formatMoney(row.packaging, row.currency)}`;
  return row.outbound_shipping ? 'Outbound' : '';
}

// Only cash profit is green or red: a negative taxable gain is no bad news.
function toneOf(profit: number): { tone?: 'pos' | 'neg' } {
  return profit > 0 ? { tone: 'pos' } : profit < 0 ? { tone: 'neg' } : {};
}
