import { BadRequest } from '../../platform/errors.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { isDate, isId } from '../form.js';

/** One sort that a list offers: its expression, never null, and the type its cursor value is cast to. */
export type Sort = {
  expression: Sql;
  type: 'text' | 'bigint' | 'date' | 'timestamptz';
  /** What is joined to a row to be sorted by, at most one row to each. */
  join?: Sql;
  /** The same order in two parts, where an index has the first one and none has both. */
  parts?: Parts;
};

/**
 * An order in two parts: the rows to which `join` finds something, by a text of that which an index has in order; behind them the others,
 * by their ids, for all of them have one value.
 */
export type Parts = { join: Sql; expression: Sql; others: { where: Sql; value: string } };

/** Where a page of a list starts: behind (or before) a row, whose sort value and id it names, at a position counted from 1. */
type Cursor = { value: string; id: string; back: boolean; position: number };

/** A page of a list in one order; `of`: which list and order that is, which its cursors name and those of no other. */
export type Page = { of: string; sort: string; descending: boolean; limit: number; cursor: Cursor | undefined };

/** How many rows a page of a list has: unless it is asked for fewer or more, and between which bounds it may be asked. */
const ROWS_PER_PAGE = { usual: 25, min: 1, max: 100 };
const OFFERED = [25, 50, 100];

/**
 * Reads `sort`, `limit` and `cursor` from the query. An unknown sort is the default one; a cursor that cannot be read, or is of another
 * list or order, is refused.
 */
export function readPage(
  query: Record<string, unknown>,
  sorts: Readonly<Record<string, Pick<Sort, 'type'>>>,
  defaults: { list: string; sort: string; limit?: number },
): Page {
  const asked = one(query.sort) ?? defaults.sort;
  const name = asked.replace(/^-/, '');
  const sort = Object.hasOwn(sorts, name) ? asked : defaults.sort;
  const column = sort.replace(/^-/, '');
  const of = `${defaults.list} ${sort}`;
  return {
    of,
    sort: column,
    descending: sort.startsWith('-'),
    limit: limitOf(one(query.limit)) ?? defaults.limit ?? ROWS_PER_PAGE.usual,
    cursor: readCursor(one(query.cursor), of, sorts[column]?.type ?? 'text'),
  };
}

type PageFault = { parameter: 'sort' | 'columns' | 'limit'; text: string };

/** What an address asks of a list that it does not have: an order, a column, a length. */
export function pageFaults(
  query: Record<string, unknown>,
  sorts: Readonly<Record<string, unknown>>,
  columns: readonly { name: string }[],
): PageFault[] {
  const quoted = (names: string[]) => names.map((name) => `“${name}”`).join(', ');
  const asked = [query.sort ?? []].flat().map(String).filter(Boolean);
  const orders = asked.filter((name) => !Object.hasOwn(sorts, name.replace(/^-/, '')));
  const named = [query.columns ?? []].flat().map(String).filter(Boolean);
  const strange = named.filter((name) => !columns.some((column) => column.name === name));
  const limit = one(query.limit);
  const isLong = query.limit !== undefined && query.limit !== '' && limitOf(limit) === undefined;
  const fault = (holds: boolean, parameter: PageFault['parameter'], text: string) =>
    holds ? [{ parameter, text }] : [];
  return [
    ...fault(orders.length > 0, 'sort', `This list has no order ${quoted(orders)}.`),
    ...fault(asked.length > 1, 'sort', 'A list has one order.'),
    ...fault(strange.length > 0, 'columns', `This list has no column ${quoted(strange)}.`),
    ...fault(isLong, 'limit', `A page has ${ROWS_PER_PAGE.min} to ${ROWS_PER_PAGE.max} rows.`),
  ];
}

/** The same as one message over the form. */
export function faultsOfPage(...asked: Parameters<typeof pageFaults>): Record<string, string> {
  const faults = pageFaults(...asked);
  return faults.length > 0 ? { '': faults.map(({ text }) => text).join(' ') } : {};
}

/** The lengths of a page that are offered, each with the address of the list's first page in it. */
export function lengthsView(path: string, query: Record<string, unknown>, { limit }: Page) {
  const to = (rows: number) => viewUrl(path, query, { limit: rows === ROWS_PER_PAGE.usual ? undefined : String(rows) });
  return {
    now: limit,
    choices: OFFERED.map((rows) => ({
      label: `${rows} rows`,
      href: to(rows),
      ...(rows === limit && { attrs: { 'aria-current': 'true' } }),
    })),
  };
}

function limitOf(text: string | undefined): number | undefined {
  const limit = /^\d{1,4}$/.test(text ?? '') ? Number(text) : 0;
  return limit >= ROWS_PER_PAGE.min && limit <= ROWS_PER_PAGE.max ? limit : undefined;
}

/** The condition, order and limit of a keyset page, and its way; one row more than the page tells whether there is another. */
export function keyset(page: Page, sort: Sort, id: Sql): { where: Sql; order: Sql; way: Sql; downwards: boolean } {
  const { cursor } = page;
  const downwards = page.descending !== (cursor?.back ?? false);
  const type = { text: sql`text`, bigint: sql`bigint`, date: sql`date`, timestamptz: sql`timestamptz` }[sort.type];
  const where = !cursor
    ? sql`true`
    : downwards
      ? sql`(${sort.expression}, ${id}) < (${cursor.value}::text::${type}, ${cursor.id}::uuid)`
      : sql`(${sort.expression}, ${id}) > (${cursor.value}::text::${type}, ${cursor.id}::uuid)`;
  const way = downwards ? sql`desc` : sql`asc`;
  return {
    where,
    order: sql`order by ${sort.expression} ${way}, ${id} ${way} limit ${page.limit + 1}`,
    way,
    downwards,
  };
}

/**
 * Turns the rows of a keyset statement into the page that is shown: in order, cut to the limit, with the cursors of its
 * neighbours and the position of its first row. Rows carry `sort_value` (the sort expression as text) and `id`.
 */
export function pageOf<T extends { id: string; sort_value: string }>(rows: T[], page: Page) {
  const { of, cursor, limit } = page;
  const more = rows.length > limit;
  const shown = cursor?.back ? rows.slice(0, limit).reverse() : rows.slice(0, limit);
  const start = Math.max(1, cursor ? (cursor.back ? cursor.position - shown.length : cursor.position) : 1);
  const first = shown[0];
  const last = shown.at(-1);
  const hasNext = cursor?.back ? true : more;
  const hasPrevious = cursor?.back ? more : cursor !== undefined;
  return {
    rows: shown,
    start,
    next:
      hasNext && last
        ? writeCursor(of, { value: last.sort_value, id: last.id, back: false, position: start + shown.length })
        : undefined,
    previous:
      hasPrevious && first
        ? writeCursor(of, { value: first.sort_value, id: first.id, back: true, position: start })
        : undefined,
  };
}

/** The query string of this view with some parameters changed; undefined or '' removes one. The cursor goes unless it is set. */
export function viewUrl(
  path: string,
  query: Record<string, unknown>,
  changes: Record<string, string | string[] | undefined>,
): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, cursor: undefined, kept: undefined, ...changes })) {
    for (const it of Array.isArray(value) ? value : [value])
      if (typeof it === 'string' && it !== '') parameters.append(name, it);
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

function writeCursor(of: string, { value, id, back, position }: Cursor): string {
  return Buffer.from(JSON.stringify([of, value, id, back ? 1 : 0, position])).toString('base64url');
}

function readCursor(text: string | undefined, of: string, type: Sort['type']): Cursor | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    const [named, value, id, back, position] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    const isOurs = named === of && typeof value === 'string' && FITS[type](value);
    if (isOurs && isId(id) && Number.isSafeInteger(position)) {
      return { value, id, back: back === 1, position: Number(position) };
    }
  } catch {
    // Falls through to the refusal.
  }
  throw new BadRequest('This page of the list cannot be found again. Start from its first page.');
}

const INSTANT = /^(\d{4}-\d\d-\d\d) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?[+-](0\d|1[0-4])(:[0-5]\d)?$/;
// What Postgres would refuse to cast is refused here; a cursor may have been cut off or made up.
const FITS: Record<Sort['type'], (value: string) => boolean> = {
  text: (value) => !value.includes('\0') && value.isWellFormed(),
  bigint: (value) => /^-?\d{1,18}$/.test(value),
  date: (value) => /^-?infinity$/.test(value) || isDate(value),
  timestamptz: (value) => isDate(INSTANT.exec(value)?.[1] ?? ''),
};

/** A query parameter that may stand once: its text, or undefined when absent or repeated. */
export function one(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
