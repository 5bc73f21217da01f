import { dayOf, shortDate } from '../../http/format.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { isOneOf, join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Changes } from '../../records/history.js';
import type { RecordModule } from '../../records/module.js';

/** Something that the reader did to a record, which is still there. */
export type Happened = { kind: string; id: string; name: string; act: string; changes: Changes; at: Date };

// In the text, as what a plan is kept for.
const SHOWN = raw('5');
// Of so many acts those are shown that are about what is still there: whoever took back an import of thousands waits for no more.
const LOOKED = raw('500');
// What a merge of others' records did to one's own is no act of one's own.
const MERGES_TOLD = ['relinked', 'linked_back'];
const ACTS: Record<string, string> = {
  created: 'added',
  restored: 'restored',
  split: 'split',
  tagged: 'tagged',
  merged: 'merged with another',
  unmerged: 'taken apart again',
};

/** What the reader did last, of their last 500 acts, to records of all modules, the newest first: their own ones by their owner, common ones by who did it. */
export function lastHappened(db: ReadDoor, modules: readonly RecordModule[]): Promise<Happened[]> {
  const select = (of: readonly RecordModule[], where: Sql) => sql`
    (select h.id as entry, h.act, h.changes, h.at, ${kindOf(of)} as kind, ${recordOf(of)} as record, ${nameOf(of)} as name
      from (select * from history h where ${where} and not (${isOneOf(sql`h.act`, MERGES_TOLD)}) order by h.at desc limit ${LOOKED}) h
      where ${nameOf(of)} is not null order by h.at desc limit ${SHOWN})`;
  const own = select(
    modules.filter(({ kind }) => kind.own),
    sql`h.user_id = app_user_id()`,
  );
  const common = select(
    modules.filter(({ kind }) => !kind.own),
    sql`h.user_id is null and h.actor_id = app_user_id()`,
  );
  const last = sql`
    select d.kind, d.record::text as id, d.name, d.act, d.changes, d.at from (${own} union all ${common}) d
    order by d.at desc, d.entry desc limit ${SHOWN}`;
  return db.rows<Happened>(last, 'ordered');
}

const column = ({ kind }: RecordModule) => raw(`h.${kind.column}`);

function kindOf(modules: readonly RecordModule[]): Sql {
  return sql`case ${join(
    modules.map((it) => sql`when ${column(it)} is not null then ${it.kind.name}`),
    ' ',
  )} end`;
}

function recordOf(modules: readonly RecordModule[]): Sql {
  return sql`coalesce(${join(modules.map(column))})`;
}

// What lies in the trash has no name here.
function nameOf(modules: readonly RecordModule[]): Sql {
  const names = modules.map(
    (it) => sql`(select r.name from ${raw(it.kind.table)} r where r.id = ${column(it)} and r.deleted_at is null)`,
  );
  return sql`coalesce(${join(names)})`;
}

/** What happened last as the card prints it. */
export function recentView(found: readonly Happened[], modules: readonly RecordModule[], timeZone: string) {
  return found.flatMap((it) => {
    const module = modules.find(({ kind }) => kind.name === it.kind);
    if (!module) return [];
    return [
      {
        href: `${module.kind.path}/${it.id}`,
        icon: module.kind.icon,
        sentence: sentence(module, it),
        at: shortDate(dayOf(it.at, timeZone)),
      },
    ];
  });
}

// Where it was led to says most: its state, or the stage of a deal.
function sentence(module: RecordModule, { name, act, changes }: Happened): string {
  const led = ['state', 'stage'].flatMap((field) => {
    const to = changes[field]?.[1];
    return to === undefined || to === null ? [] : [module.shown(field, to)];
  });
  if (act !== 'created' && led[0]) return `${name} is now ${module.states ? led[0].toLowerCase() : led[0]}`;
  return `${name} ${ACTS[act] ?? 'changed'}`;
}
