import { isDeepStrictEqual } from 'node:util';
import type { Row } from '../fields/set.js';
import type { Change } from '../history.js';
import { type RowsDeclared, rowsIn } from './row.js';

/** A row as a history keeps it; `at`: its place, where it came, went or moved. */
type KeptRow = Row & { row: string; at?: number };
/** One side of a change of rows: those that differ, in their order. Histories of before have all rows there, as a list or a text. */
type Side = { rows: KeptRow[] };

const MOST_TOLD = 20;
const LONGEST_TOLD = 160;

/**
 * What a history keeps of a change of rows: those that were removed or stood otherwise, and those that were added or stand otherwise
 * now. What cannot be told apart, the texts of old histories, is kept whole.
 */
export function keptRows(change: Change): Change {
  return (sidesOf(change) as unknown as Change | undefined) ?? change;
}

function differing(before: readonly Row[], after: readonly Row[]): [Side, Side] {
  const [was, is] = [byId(before), byId(after)];
  const stays = unmoved(
    before.flatMap(({ row }) => (is.has(row) ? [String(row)] : [])),
    new Map(after.map(({ row }, at) => [String(row), at])),
  );
  const side = (rows: readonly Row[], other: ReadonlyMap<unknown, Row>): Side => ({
    rows: rows.flatMap((it, at) => {
      const placed = !stays.has(String(it.row));
      if (!placed && isDeepStrictEqual(it, other.get(it.row))) return [];
      return [{ ...it, row: String(it.row), ...(placed && { at }) }];
    }),
  });
  return [side(before, is), side(after, was)];
}

/**
 * The rows with a change of them taken back: those that it added go, those that it removed or moved come to their old place, and what
 * it changed of one is as before. What others changed of them since stays. An older text stands for all rows, as it always did.
 */
export function rowsBefore(now: readonly Row[], change: Change): readonly Row[] {
  const sides = sidesOf(change);
  if (!sides) return (change[0] ?? []) as never;
  const [was, is] = [byId(sides[0].rows), byId(sides[1].rows)];
  const there = byId(now);
  const left = now.flatMap((it) => {
    const [old, young] = [was.get(it.row), is.get(it.row)];
    if (old?.at !== undefined || (young && !old)) return [];
    return [old && young ? setBack(it, old, young) : it];
  });
  for (const { at, ...old } of sides[0].rows) {
    if (at === undefined) continue;
    const [current, young] = [there.get(old.row), is.get(old.row)];
    // One that moved, and was removed since, stays removed.
    if (young && !current) continue;
    const { at: _place, ...meant } = young ?? {};
    left.splice(at, 0, current && young ? setBack(current, old, meant) : old);
  }
  return left;
}

/** A change of rows as people read it: the rows that differ, moved ones with their places. */
export function toldRows<T>(o: RowsDeclared<T>, change: Change): [string, string] {
  const sides = sidesOf(change);
  if (!sides) return [toldAll(o, change[0]), toldAll(o, change[1])];
  const [was, is] = [byId(sides[0].rows), byId(sides[1].rows)];
  const tell = ({ rows }: Side, other: ReadonlyMap<unknown, Row>) => {
    const told = rows.slice(0, MOST_TOLD).map((it) => toldRow(o, it, other.get(it.row)));
    return [...told, ...(rows.length > MOST_TOLD ? [`and ${rows.length - MOST_TOLD} more`] : [])].join('; ');
  };
  const [from, to] = [tell(sides[0], is), tell(sides[1], was)];
  // The others stay: the field itself is not empty.
  return [from || (to && 'not there'), to || (from && 'removed')];
}

function toldRow<T>(o: RowsDeclared<T>, { at, ...row }: KeptRow, other: Row | undefined): string {
  const name = toldOne(o, row);
  const place = other && at !== undefined ? `${at + 1}. ` : '';
  const unsaid = other && toldOne(o, other) === name ? o.fields.names.filter((it) => !same(row[it], other[it])) : [];
  const details = unsaid.map((it) => {
    const text = o.fields.shown(it, row[it]) || 'empty';
    return `${o.fields.label(it)} ${text.length > LONGEST_TOLD ? `${text.slice(0, LONGEST_TOLD)}…` : text}`;
  });
  return place + [name, ...details].join(', ');
}

const same = (one: unknown, other: unknown) => isDeepStrictEqual(one ?? null, other ?? null);
const toldAll = <T>(o: RowsDeclared<T>, value: unknown) =>
  o.shown(rowsIn(o, value).map((row) => o.fields.of(row) as T));
const toldOne = <T>(o: RowsDeclared<T>, row: Row) => o.told?.(o.fields.of(row) as T) ?? toldAll(o, [row]);
const byId = <R extends Row>(rows: readonly R[]): Map<unknown, R> => new Map(rows.map((it) => [it.row, it]));

function setBack(now: Row, old: Row, young: Row): Row {
  const changed = Object.keys(old).filter((name) => name !== 'at' && !same(old[name], young[name]));
  return { ...now, ...Object.fromEntries(changed.map((name) => [name, old[name]])) };
}

// A history of before has all rows on both sides, or texts without ids.
function sidesOf([before, after]: Change): [Side, Side] | undefined {
  const kept = [before ?? { rows: [] }, after ?? { rows: [] }] as unknown as [Side, Side];
  if (kept.every((it) => Array.isArray(it.rows))) return kept;
  const all = [before ?? [], after ?? []];
  const known = all.every(
    (side) => Array.isArray(side) && side.every((it) => typeof (it as Row | null)?.row === 'string'),
  );
  return known ? differing(...(all as unknown as [Row[], Row[]])) : undefined;
}

/** Those of the ids that keep their order: as many as can, so that one that was moved past all others is the one that moved. */
function unmoved(ids: readonly string[], places: ReadonlyMap<string, number>): Set<string> {
  // The last of the best run of each length, and behind which each stands in its run (patience sorting).
  const tails: string[] = [];
  const behind = new Map<string, string | undefined>();
  const placeOf = (id: string | undefined) => places.get(id ?? '') ?? -1;
  for (const id of ids) {
    let [from, to] = [0, tails.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (placeOf(tails[middle]) < placeOf(id)) from = middle + 1;
      else to = middle;
    }
    behind.set(id, tails[from - 1]);
    tails[from] = id;
  }
  const run = new Set<string>();
  for (let id = tails.at(-1); id !== undefined; id = behind.get(id)) run.add(id);
  return run;
}
