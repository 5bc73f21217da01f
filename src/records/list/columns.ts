import { decimal } from '../../http/amount.js';
import { dayOf, formatDate, formatMoney, signedMoney } from '../../http/format.js';
import type { Cell } from '../../http/list/cells.js';
import type { Person } from '../../http/person.js';
import type { Sql } from '../../platform/postgres/sql.js';
import type { Value } from '../fields/field.js';
import type { FieldSet, Row } from '../fields/set.js';
import type { States } from '../states.js';
import type { ListColumn } from './define.js';

export const DASH: Cell = { text: '–', cls: 'muted' };

/** A text as a cell; a dash for none. */
export function textCell(text: string | null | undefined, cls = 'soft'): Cell {
  return text ? { text, cls } : DASH;
}

type AmountOptions = Pick<ListColumn, 'standard' | 'cls' | 'width' | 'phone'> & {
  of?(row: Row): number | null;
  sum?: Sql;
};

/** A column of an amount in the currency of its row, which carries it by that name unless `of` finds it; `sum` is its total. */
export function amountColumn(name: string, label: string, { of, sum, ...places }: AmountOptions): ListColumn {
  const value = of ?? ((row: Row) => row[name] as number | null);
  return {
    name,
    label,
    ...places,
    right: true,
    cell: (row, { person }) => moneyCell(value(row), String(row.currency), person),
    csv: (row) => decimalOf(value(row), row.currency),
    ...(sum && { total: { sum, cell: (it, currency) => ({ text: formatMoney(it ?? 0, currency) }) } }),
  };
}

/** The day on which a record was changed last, where the reader is; rows carry it as `updated_at`. */
export const UPDATED: ListColumn = {
  name: 'updated_at',
  label: 'Updated',
  standard: false,
  cls: 'p3',
  width: 'w-date',
  cell: ({ updated_at }, { person }) => textCell(formatDate(dayOf(updated_at as Date, person.timeZone)), 'soft num'),
  csv: ({ updated_at }) => (updated_at as Date).toISOString(),
};

/** The state of a record as its badge. */
export function stateColumn(states: States): ListColumn {
  return {
    name: 'state',
    label: 'State',
    standard: true,
    cls: 'p2',
    width: 'w-state',
    phone: 'u1',
    cell: ({ state }) => ({ text: '', look: states.of(state) }),
  };
}

/** Columns of fields that one may choose: the named ones, then those that state it of themselves. */
export function fieldColumns(fields: FieldSet, ...named: string[]): ListColumn[] {
  const listed = fields.names.filter((name) => fields.field(name)?.listed && !named.includes(name));
  return [...named, ...listed].flatMap((name) => {
    const field = fields.field(name);
    if (!field) return [];
    const right = field.kind === 'number' || field.kind === 'money';
    return [
      {
        name,
        label: field.label,
        standard: false,
        cls: 'p3',
        width: 'w-more',
        ...(right && { right }),
        cell(row, { person }) {
          const value = (row[name] ?? null) as Value;
          if (field.kind === 'money') return moneyCell(value as number | null, fields.around(row).currency, person);
          const text = fields.shown(name, value, fields.around(row).currency);
          return text ? { text, cls: 'num soft' } : DASH;
        },
      } satisfies ListColumn,
    ];
  });
}

/** An amount; a bare one is in the person's own currency, any other says its own. */
export function moneyCell(minor: number | null, currency: string, person: Person): Cell {
  return { text: inFull(formatMoney(minor, currency), minor, currency, person), cls: toneOf(minor, '', '') };
}

/** An amount that says whether it is a gain, and shows it. */
export function gainCell(minor: number | null, currency: string, person: Person): Cell {
  return { text: inFull(signedMoney(minor, currency), minor, currency, person), cls: toneOf(minor, 'pos', 'neg') };
}

/** How an amount is coloured: muted for none, faint for nothing. */
export function toneOf(minor: number | null, gain: string, loss: string): string {
  if (minor === null) return 'muted';
  return minor > 0 ? gain : minor < 0 ? loss : 'nil';
}

/** Amounts of a sum in an export. */
export function decimalOf(value: unknown, currency: unknown): string {
  return value === null || value === undefined ? '' : decimal(Number(value), String(currency ?? ''));
}

function inFull(text: string, minor: number | null, currency: string, person: Person): string {
  return currency !== person.currency && minor !== null ? `${text} ${currency}` : text;
}
