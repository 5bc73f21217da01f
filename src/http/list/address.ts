import { readQuery } from '../form-text.js';
import { count } from '../format.js';
import { one, viewUrl } from './page.js';
import { countText, type Query } from './view.js';

/** Where a record stands in the list it was opened from, with the addresses of its neighbours and of the list. */
export type Place = {
  position: number;
  total: number;
  text: string;
  previous: string | undefined;
  next: string | undefined;
  list: string;
};
export type Neighbours = { total: number; previous: string | null; next: string | null };
/** A list as a record was opened from it. */
export type Opened = { view: Query; from: string; position: number };

const MAX_VIEW = 8_000;

/** A list's address as its records and forms carry it, with the page that was shown. */
export function writeView(query: Query): string {
  const kept = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const it of [value].flat()) if (typeof it === 'string' && it !== '') kept.append(name, it);
  }
  return Buffer.from(`?${kept}`).toString('base64url');
}

/** Reads what `writeView` wrote, as the query it was made of; undefined for anything else. */
export function readView(text: unknown): Query | undefined {
  if (typeof text !== 'string' || text.length > MAX_VIEW) return undefined;
  const address = Buffer.from(text, 'base64url').toString();
  return address.startsWith('?') ? readQuery(address) : undefined;
}

/** The address of the list at `path` that `writeView` wrote, at its page; the whole list for anything else. */
export function viewAddress(path: string, text: unknown): string {
  const query = readView(text);
  return query ? viewUrl(path, query, { cursor: one(query.cursor) }) : path;
}

/** The address of a record that knows the list it was opened from and its place there. */
export function recordAddress(path: string, id: string, from: string, position: number): string {
  return `${path}/${id}?from=${encodeURIComponent(from)}&at=${position}`;
}

/** The list and the place that `from` and `at` of a record's address name; undefined when it was not opened from a list. */
export function openedFrom(query: Query): Opened | undefined {
  const view = readView(query.from);
  const position = Number(one(query.at));
  if (!view || !Number.isSafeInteger(position) || position < 1) return undefined;
  return { view: { ...view, cursor: undefined }, from: String(query.from), position };
}

/** A record's place in the list at `path`, for its head. */
export function placeView(path: string, { from, position }: Opened, { total, previous, next }: Neighbours): Place {
  const address = (neighbour: string | null, at: number) =>
    neighbour ? recordAddress(path, neighbour, from, at) : undefined;
  return {
    position,
    total,
    text: `${count(position)} of ${countText(total)}`,
    previous: address(previous, Math.max(1, position - 1)),
    next: address(next, position + 1),
    list: viewAddress(path, from),
  };
}
