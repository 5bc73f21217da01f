import type { Dated, DatedRow, DatedWhat, DayGroup } from '../../records/dated.js';
import { type DayMove, movesOf } from '../../records/day-moves.js';
import { kindsOf, type RecordModule } from '../../records/module.js';
import { movesOfTasks, tasksDated } from '../tasks/index.js';

/** Whatever has days: its name in an address, what it says of them, and how one is moved. */
export type Source = { name: string; dated: Dated; move: DayMove };

/** All that has days: the modules that state them, then the tasks. */
export function sourcesOf(modules: readonly RecordModule[]): Source[] {
  const stated = modules.flatMap((module) =>
    module.dated ? [{ name: module.kind.name, dated: module.dated, move: movesOf(module) }] : [],
  );
  const kinds = kindsOf(modules);
  return [...stated, { name: 'tasks', dated: tasksDated(kinds), move: movesOfTasks(kinds) }];
}

/** The groups that the days of these sources are told apart by, in the order of their colours. */
export function groupsOf(sources: readonly Source[]): DayGroup[] {
  const all = sources.flatMap(({ dated }) => Object.values(dated.whats).map(({ group }) => group));
  const named = new Map(all.map((group) => [group.name, group]));
  return [...named.values()].sort((a, b) => a.series.localeCompare(b.series));
}

/** What tells a day from all others, in an address and for the feed: `collabs.draft.<id>`. */
export function dayKey(source: Source, { what, id, row_id }: Pick<DatedRow, 'what' | 'id' | 'row_id'>): string {
  return `${source.name}.${what}.${row_id ?? id}`;
}

/** What a key names; undefined for none. */
export function readKey(
  sources: readonly Source[],
  key: string,
): { source: Source; what: string; id: string } | undefined {
  const [name, what = '', id = '', more] = key.split('.');
  const source = sources.find((it) => it.name === name);
  return source && more === undefined && Object.hasOwn(source.dated.whats, what) ? { source, what, id } : undefined;
}

/** What a row is one of; a day of a kind that its source does not state is none. */
export function whatOf({ dated }: Source, { what }: Pick<DatedRow, 'what'>): DatedWhat {
  const found = dated.whats[what];
  if (!found) throw new Error(`no kind of day is called ${what}`);
  return found;
}
