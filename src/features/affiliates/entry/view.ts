import { clock, count, dayOf, formatMoney, monthYear, shortDate, timeOf } from '../../../http/format.js';
import { writeView } from '../../../http/list/address.js';
import { viewUrl } from '../../../http/list/page.js';
import type { Reader } from '../../../records/list/define.js';
import { MONTH_FIELDS } from '../fields.js';
import { changeOf, changeText, earningsOf } from '../figures.js';
import { AFFILIATES } from '../kind.js';
import { monthAfter, monthOf } from '../months.js';
import { STATES } from '../states.js';
import { CELLS, type CellName, type CellValues, inputName } from './cells.js';
import type { EntryRow } from './rows.js';

/** What was said of a row that could not be saved, with what was typed into it. */
export type RowFault = {
  typed: Partial<Record<CellName, string>>;
  errors: Record<string, string>;
  text?: string;
  href?: string;
  version?: number;
};

/** The rows of one page among all of a month. */
export type EntryPage = { all: EntryRow[]; rows: EntryRow[]; from: number; page: number; pages: number };

const PATH = `${AFFILIATES.path}/entry`;

/** Where a page of a month's rows stands. */
export function entryHref(month: string, page = 1): string {
  return viewUrl(PATH, {}, { month, page: page > 1 ? String(page) : undefined });
}

/** What the page of a month prints: its rows, and their sums by currency. */
export function entryView(
  { all, rows, from, page, pages }: EntryPage,
  month: string,
  reader: Reader,
  faults: ReadonlyMap<number, RowFault>,
) {
  const { today } = reader;
  const before = monthAfter(month, -1);
  const entered = all.filter(({ now }) => now !== null);
  const estimates = entered.filter(({ now }) => now?.state === 'estimated');
  return {
    month,
    title: monthYear(`${month}-01`),
    action: PATH,
    list_href: AFFILIATES.path,
    previous: { href: entryHref(before), label: monthYear(`${before}-01`) },
    next: month < monthOf(today) && {
      href: entryHref(monthAfter(month, 1)),
      label: monthYear(`${monthAfter(month, 1)}-01`),
    },
    ago: monthYear(`${before}-01`).replace(/ ?\d{4} ?/, ''),
    total: all.length,
    saved: `${count(entered.length)} of ${count(all.length)} saved`,
    page,
    pager: pages > 1 && {
      text: `${count(from + 1)}–${count(from + rows.length)} of ${count(all.length)}, summed by themselves`,
      previous: page > 1 && entryHref(month, page - 1),
      next: page < pages && entryHref(month, page + 1),
    },
    heads: CELLS.map(({ label, ...it }) => ({ label, short: 'short' in it ? it.short : label })),
    rows: rows.map((row, n) => rowView(row, n, rows[n - 1], reader, faults.get(n))),
    sums: sumsView(rows),
    failed: faults.size,
    lock: estimates.length > 0 && {
      action: `${AFFILIATES.path}/bulk`,
      fields: {
        act: 'set',
        field: 'state',
        state: 'locked',
        all_matching: '1',
        from: writeView({ month_from: month, month_to: month, state: 'estimated' }),
      },
    },
  };
}

function rowView(row: EntryRow, n: number, above: EntryRow | undefined, reader: Reader, fault: RowFault | undefined) {
  const { now, before, currency } = row;
  const typed = fault?.typed ?? typedOf(now, currency);
  const called = [row.programme, row.tracking_id].filter(Boolean).join(' ');
  const isOpen = now === null || now.state === 'estimated';
  return {
    n,
    href: now ? `${AFFILIATES.path}/${now.id}` : `/affiliates/programmes/${row.programme_id}`,
    name: row.programme,
    about: [row.tracking_id, currency].filter(Boolean).join(', '),
    called,
    currency,
    cut: above !== undefined && above.currency !== currency,
    is_open: isOpen,
    // What is not typed here is not sent.
    hidden: isOpen && {
      [inputName('id', n)]: now?.id ?? '',
      [inputName('version', n)]: String(fault?.version ?? now?.version ?? ''),
      [inputName('programme_id', n)]: row.programme_id,
      [inputName('tracking_id', n)]: row.tracking_id ?? '',
      [inputName('currency', n)]: currency,
    },
    cells: CELLS.map(({ name, label, of }) => ({
      name,
      input: inputName(name, n),
      label,
      mode: of === 'count' ? 'numeric' : 'decimal',
      value: typed[name] ?? '',
      shown: shownIn(now, name, currency),
      was: shownIn(before, name, currency),
      take: typedOf(before, currency)[name],
      error: fault?.errors[name],
    })),
    earnings: now ? formatMoney(now.earnings, currency) : '–',
    earned_before: before ? formatMoney(before.earnings, currency) : '–',
    state: fault ? null : stateOf(row, reader),
    look: isOpen ? null : STATES.of(now?.state),
    fault: fault && {
      text: [...Object.values(fault.errors), ...(fault.text ? [fault.text] : [])].join(' '),
      href: fault.href,
    },
  };
}

/** What is said of a row that is saved: since when. */
export function savedText(at: Date | string, { person, today }: Reader): string {
  const day = dayOf(at, person.timeZone);
  return `Saved ${day === today ? clock(timeOf(at, person.timeZone)) : shortDate(day)}`;
}

function stateOf({ now }: EntryRow, reader: Reader): { text: string; saved: boolean } {
  return now ? { text: savedText(now.updated_at, reader), saved: true } : { text: 'Not entered', saved: false };
}

/** The values of a month as its inputs hold them. */
export function typedOf(values: Partial<CellValues> | null, currency: string): Record<CellName, string> {
  const typed = MONTH_FIELDS.typed({ ...values, currency });
  return Object.fromEntries(CELLS.map(({ name }) => [name, typed[name] ?? ''])) as Record<CellName, string>;
}

function shownIn(values: CellValues | null, name: CellName, currency: string): string {
  const value = values?.[name] ?? null;
  if (value === null) return '–';
  return CELLS.find((it) => it.name === name)?.of === 'count' ? count(value) : formatMoney(value, currency);
}

function sumsView(rows: readonly EntryRow[]) {
  return [...new Set(rows.map(({ currency }) => currency))].map((currency) => {
    const own = rows.filter((row) => row.currency === currency);
    const entered = own.filter(({ now }) => now !== null);
    const sum = (of: (row: EntryRow) => number | null) => entered.reduce((total, row) => total + (of(row) ?? 0), 0);
    const earned = sum(({ now }) => now && earningsOf(now));
    const before = own.reduce((total, row) => total + ((row.before && earningsOf(row.before)) ?? 0), 0);
    const change = changeOf(earned, before);
    return {
      currency,
      before,
      label: `${currency}, ${entered.length === own.length ? `${own.length} ${own.length === 1 ? 'row' : 'rows'}` : `${entered.length} of ${own.length}`}`,
      cells: CELLS.map(({ name, of }) => {
        const total = sum(({ now }) => now?.[name] ?? null);
        return { name, text: of === 'count' ? count(total) : formatMoney(total, currency) };
      }),
      earnings: formatMoney(earned, currency),
      of_before: `of ${formatMoney(before, currency)}`,
      change: entered.length === own.length ? changeText(change) : '',
    };
  });
}
