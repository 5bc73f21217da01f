import { z } from 'zod';
import { type Option, optionalChoice, parseForm } from '../../http/form.js';
import type { Query } from '../../http/list/view.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { Comparing } from './comparing.js';

/** What a value is read and written beside: amounts are in the currency of their record. */
export type Around = { currency: string };

/** What one filter narrows a list to, and how it is told; or what is wrong with what was asked. */
export type Narrowed = {
  where?: Sql;
  /** It holds of more rows than are counted. */
  uncounted?: true;
  /** Its value as the chip shows it, how it compares, and what it is called there where that is not its label. */
  chip?: string;
  is?: string;
  called?: string;
  /** What the form shows in place of what was asked, as the name of a company that was meant by its id. */
  values?: Record<string, string>;
  /** What the address of the list says in place of what was asked, with nothing left to guess. */
  address?: Query;
  errors?: Record<string, string>;
};
/** How its input is printed: `records/_filter-control.njk` prints each. */
export type FilterInput = {
  control: 'none' | 'ticks' | 'select' | 'text' | 'dates' | 'amounts' | 'numbers' | 'combobox' | 'tags';
  /** How it may compare, where there are several ways. */
  comparing?: Comparing;
  options?: readonly Option[];
  /** The choices that stand in a table. */
  optionsFrom?(db: Pick<ReadDoor, 'row'>): Promise<readonly Option[]>;
  empty?: string;
  url?: string;
  id_name?: string;
};
/** What a filter is read beside; `today` is the day where the reader is, `timeZone` their clock's. */
export type FilterReading = Around & { query: Query; db: Pick<ReadDoor, 'row'>; today: string; timeZone: string };

/** One filter of a list. What its parameters are read as stays known to itself. */
export type Filter = {
  label: string;
  parameters: readonly string[];
  read(query: Query, reading: FilterReading): Narrowed | Promise<Narrowed>;
  input: FilterInput;
};

/**
 * What stands for a column in the SQL of a list: the expression of its index, word for word, and the place that this gives rows
 * without a value. `open`: where its day still asks for something, without which no row is overdue. `words`: an indexed text in its
 * normal form that holds this one among others.
 */
export type Indexed = { at: Sql; below?: Sql; above?: Sql; open?: Sql; words?: Sql };

/** The value by which a filter is asked for rows that have none. */
export const NOT_SET = { value: 'not_set', label: 'Not set' } as const;

/** Whether a row has no value in that column. */
export function isNotSet({ at, below, above }: Indexed): Sql {
  const place = below ?? above;
  return place ? sql`${at} = ${place}` : sql`${at} is null`;
}

/** A filter of the named parameters; `narrow` gets them as the schema reads them. */
export function filterOf<S extends z.ZodRawShape>(
  label: string,
  shape: S,
  input: FilterInput,
  narrow: (sent: z.infer<z.ZodObject<S>>, reading: FilterReading) => Narrowed | Promise<Narrowed>,
): Filter {
  const schema = z.object(shape);
  return {
    label,
    parameters: Object.keys(shape),
    input,
    read(query, reading) {
      const parsed = parseForm(schema, query);
      return parsed.ok ? narrow(parsed.data, reading) : { errors: parsed.form.errors };
    },
  };
}

const YES_OR_NO = { yes: 'Yes', no: 'No' } as const;
const YES_OR_NO_OPTIONS = Object.entries(YES_OR_NO).map(([value, label]) => ({ value, label }));

/** A filter that asks whether something holds. */
export function yesOrNoFilter(name: string, label: string, where: (yes: boolean) => Sql): Filter {
  const shape = { [name]: optionalChoice(['yes', 'no']) };
  const input = { control: 'select', options: YES_OR_NO_OPTIONS, empty: 'Yes or no' } as const;
  return filterOf(label, shape, input, (sent) => {
    const asked = sent[name] ?? null;
    return asked === null ? {} : { where: where(asked === 'yes'), chip: YES_OR_NO[asked] };
  });
}
