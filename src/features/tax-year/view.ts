import { formatDate, formatMoney, plural, signedMoney } from '../../http/format.js';
import { pageOf, viewUrl } from '../../http/list/page.js';
import { undatedHref } from '../inventory/index.js';
import { CLOSURE, isAskable, NOBODY, reportHref, rowsHref, TAX_YEAR } from './asked.js';
import type { Reason } from './explain.js';
import type { Group, PayerFigures, YearFigures } from './figures.js';
import type { PayerForm } from './forms.js';
import { againstLine, lineWords, type ReportingLine } from './lines.js';
import { PARTS, type PartName } from './parts.js';
import { formsTotal, payerView, withForms } from './payer-view.js';
import type { ListedYear, ToldYear } from './read.js';
import { rowView } from './row-view.js';

/** What payers’ own forms say, what explains them, and whose is being typed. */
export type FormsShown = { forms: readonly PayerForm[]; reasons: readonly Reason[]; typing: string | undefined };

/** What stands over the list of a year: its figures, its payers, and what waits for the person. */
export function yearView(
  { asked, today, closing, figures, groups, lines }: ToldYear,
  shown: YearFigures,
  { forms, reasons, typing }: FormsShown,
) {
  const { year } = asked;
  const line = lines.find(({ currency }) => currency === shown.currency);
  return {
    year,
    before: isAskable(year - 1, today) ? { year: year - 1, href: reportHref({ ...asked, year: year - 1 }) } : null,
    after: isAskable(year + 1, today) ? { year: year + 1, href: reportHref({ ...asked, year: year + 1 }) } : null,
    currency: shown.currency,
    others: figures
      .filter(({ currency }) => currency !== shown.currency)
      .map(({ currency }) => ({ currency, href: reportHref({ year, currency }) })),
    strip: stripView(shown, line, year),
    line: line && { words: lineWords(line, year), source: line.source, href: line.source_link },
    payers: withForms(shown.payers, forms).map((it) =>
      payerView(it, { asked, currency: shown.currency, line, forms, reasons }, typing),
    ),
    foot: { ...footOf(shown), forms: formsTotal(forms, shown.currency) },
    waits: closing ? [] : waitsOf(shown, groups, year),
    close: !closing && Number(today.slice(0, 4)) > year ? reportHref({ year }).replace(TAX_YEAR, CLOSURE) : null,
    is_closed: closing !== undefined,
    csv: { rows: addressOf('export.csv', year), payers: addressOf('payers.csv', year) },
    zip: addressOf('evidence.zip', year),
    back: reportHref({ year, currency: shown.currency }),
    print: viewUrl(`${TAX_YEAR}/print`, {}, { year: String(year), currency: shown.currency }),
  };
}

/** The list below the payers: its parts, the rows of one, the way on. */
export function yearRowsView({ asked, page, rows }: ListedYear, shown: YearFigures) {
  const { part, payer, year } = asked;
  const at = { year, currency: shown.currency };
  const { rows: visible, start, next, previous } = pageOf(rows, page);
  const total = payer === undefined ? shown.parts[part] : undefined;
  const to = start + visible.length - 1;
  const own = payerOf(shown, payer);
  return {
    part,
    kind: PARTS[part].kind,
    title: PARTS[part].kind === 'cash' || PARTS[part].kind === 'affiliate' ? 'Payments' : 'Units',
    payer: payer === undefined ? null : { name: own?.payer ?? 'No payer named', all: rowsHref(at, part) },
    tabs: (Object.keys(PARTS) as PartName[])
      .filter((name) => shown.parts[name] > 0 || name === part || name === 'units')
      .map((name) => ({
        label: PARTS[name].label,
        count: shown.parts[name],
        current: name === part && payer === undefined,
        href: rowsHref(at, name),
      })),
    rows: visible.map((row) => rowView(row, year)),
    pager: {
      text: visible.length === 0 ? 'No rows' : `${start}–${to}${total === undefined ? '' : ` of ${total}`}`,
      next: next && pageHref(at, part, payer, next),
      previous: previous && pageHref(at, part, payer, previous),
    },
  };
}

function pageHref(at: { year: number; currency: string }, part: PartName, payer: string | undefined, cursor: string) {
  return `${viewUrl(TAX_YEAR, {}, { year: String(at.year), currency: at.currency, show: part, payer, cursor })}#rows`;
}

const addressOf = (name: string, year: number) => viewUrl(`${TAX_YEAR}/${name}`, {}, { year: String(year) });

/** The payer that an address names, among those of a year. */
function payerOf({ payers }: YearFigures, asked: string | undefined): PayerFigures | undefined {
  return payers.find(({ company_id }) => (company_id ?? NOBODY) === asked);
}

function stripView(shown: YearFigures, line: ReportingLine | undefined, year: number) {
  const { currency, sale, payers } = shown;
  const money = (minor: number) => formatMoney(minor, currency);
  const at = { year, currency };
  const reaching = payers.filter((it) => againstLine(it.total, line).reaches).length;
  const reached = line ? `, ${reaching} at or over ${money(line.amount)}` : '';
  return [
    {
      label: 'Units and in-kind pay',
      value: money(shown.in_kind),
      href: rowsHref(at, 'units'),
      words: `${plural(shown.units, 'unit', 'units')}, by the day received`,
    },
    { kind: 'op', label: 'Cash fees', value: money(shown.cash), href: rowsHref(at, 'cash'), words: 'By the day paid' },
    {
      kind: 'op',
      label: 'Affiliate',
      value: money(shown.affiliate),
      href: rowsHref(at, 'affiliate'),
      words: 'By the day paid',
    },
    {
      kind: 'eq',
      label: 'Together',
      value: money(shown.total),
      unit: currency,
      words: `${plural(payers.length, 'payer', 'payers')}${reached}`,
    },
    {
      kind: 'key',
      label: 'Later sales, taxable gain',
      href: rowsHref(at, 'sold'),
      value: sale.rows === 0 ? '–' : signedMoney(sale.gain, currency),
      words: sale.rows === 0 ? `Nothing sold in ${year}` : `Net ${money(sale.net)} less basis ${money(sale.basis)}`,
    },
  ];
}

function footOf(shown: YearFigures) {
  const money = (minor: number) => formatMoney(minor, shown.currency);
  return {
    label:
      shown.payers.length === 1 ? `The one in ${shown.currency}` : `All ${shown.payers.length} in ${shown.currency}`,
    units: String(shown.units),
    in_kind: money(shown.in_kind),
    cash: money(shown.cash),
    affiliate: money(shown.affiliate),
    total: money(shown.total),
  };
}

// What makes the figures less than they are, each with the way to mend it.
function waitsOf(shown: YearFigures, groups: readonly Group[], year: number) {
  const at = { year, currency: shown.currency };
  const undated = groups.filter(({ kind }) => kind === 'undated').reduce((all, it) => all + it.rows, 0);
  const { no_value: unvalued, loaners } = shown.parts;
  return [
    ...(unvalued === 0
      ? []
      : [
          {
            text: `${plural(unvalued, 'row has', 'rows have')} no value yet, and no part in the sums.`,
            href: rowsHref(at, 'no_value'),
            label: 'Show them',
          },
        ]),
    ...(undated === 0
      ? []
      : [
          {
            text: `${plural(undated, 'unit has', 'units have')} no day received, and so no year.`,
            href: undatedHref(),
            label: 'Show them',
          },
        ]),
    ...(loaners === 0
      ? []
      : [
          {
            text: `${plural(loaners, 'loaner was', 'loaners were')} kept past the day to go back. Kept for good, it is no loan.`,
            href: rowsHref(at, 'loaners'),
            label: 'Show them',
          },
        ]),
  ];
}

/** What a page says of a year without rows. */
export function emptyView({ asked, today, figures }: ToldYear) {
  const { year, currency } = asked;
  const [first] = figures;
  return {
    year,
    before: isAskable(year - 1, today) ? { year: year - 1, href: reportHref({ ...asked, year: year - 1 }) } : null,
    after: isAskable(year + 1, today) ? { year: year + 1, href: reportHref({ ...asked, year: year + 1 }) } : null,
    title: first && currency ? `Nothing in ${currency} in ${year}` : `Nothing in ${year}`,
    text: `What you receive from ${formatDate(`${year}-01-01`)} to ${formatDate(`${year}-12-31`)}, and what you are paid on these days, stands here by payer.`,
    action: first ? { label: `Show ${first.currency}`, href: reportHref({ year, currency: first.currency }) } : null,
  };
}
