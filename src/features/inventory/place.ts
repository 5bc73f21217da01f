import { count } from '../../http/format.js';
import { one, viewUrl } from '../../http/list.js';
import type { ReadDoor } from '../../platform/database.js';
import { COUNT_LIMIT, neighbours } from './list-queries.js';
import { readList, readView, viewAddress } from './list-request.js';
import type { Query } from './list-schema.js';

/** Where a record stands in the list it was opened from, with the addresses of its neighbours and of the list. */
export type Place = {
  position: number;
  total: number;
  text: string;
  previous: string | undefined;
  next: string | undefined;
  list: string;
};

// What a list hands on names its currency; this one is never asked for.
const NAMED_BY_THE_LIST = { currency: 'USD' };

/** The place that `from` and `at` of a record's address name; undefined when it was not opened from a list. */
export async function placeOf(db: ReadDoor, query: Query, id: string): Promise<Place | undefined> {
  const view = readView(query.from);
  const position = Number(one(query.at));
  if (!view || !Number.isSafeInteger(position) || position < 1) return undefined;
  const asked = await readList(db, { ...view, cursor: undefined }, NAMED_BY_THE_LIST);
  if (!asked.readable) return undefined;
  const found = await neighbours(db, asked.filter, asked.page, id);
  if (!found) return undefined;
  const { total, previous, next } = found;
  const address = (neighbour: string | null, at: number) =>
    neighbour ? recordAddress(neighbour, String(query.from), at) : undefined;
  return {
    position,
    total,
    text: `${count(position)} of ${countText(total)}`,
    previous: address(previous, Math.max(1, position - 1)),
    next: address(next, position + 1),
    list: viewAddress(query.from),
  };
}

/** The address of a record that knows the list it was opened from and its place there. */
export function recordAddress(id: string, from: string, position: number): string {
  return viewUrl(`/inventory/${id}`, {}, { from, at: String(position) });
}

/** A count as it is shown: exact up to 1,000, "1,000+" beyond. */
export function countText(counted: number): string {
  return counted > COUNT_LIMIT ? `${count(COUNT_LIMIT)}+` : count(counted);
}
