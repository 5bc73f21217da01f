import { sql } from '../../platform/postgres/sql.js';
import { columnOf } from '../kinds.js';
import { MOST_TAGS_A_RECORD } from '../limits.js';
import type { ListedModule } from '../module.js';
import { retag } from '../tags/retag.js';
import { scopeKey, scopeOf } from '../tags/scope.js';
import type { BulkTag, Operation } from './operation.js';
import type { DoneEntry } from './rows.js';
import { wordsOfTagging } from './words.js';

/** Adds a tag to many rows, or takes it off them. */
export function tagging(module: ListedModule, tag: BulkTag, adds: boolean): Operation {
  const { kind } = module;
  const column = columnOf(kind);
  const scope = scopeKey(scopeOf(kind));
  const carried = sql`exists (
    select 1 from taggings g where g.scope = ${scope} and g.tag_id = ${tag.id}::uuid and g.${column} = r.id)`;
  const room = sql`(select count(*) from taggings g where g.${column} = r.id) < ${MOST_TAGS_A_RECORD}`;
  return {
    kind,
    already: adds ? carried : sql`not ${carried}`,
    fits: adds ? room : sql`true`,
    words: wordsOfTagging(module, tag.name, adds),
    perform: (tx, batchId, ids) => retag(tx, kind, { ...change(tag, adds, ids), batchId }),
    // A tag that was deleted or merged since comes back to no row.
    takeBack: (tx, entries) => retag(tx, kind, change(tag, !adds, entries.map(recordOf))),
  };
}

function change({ id }: BulkTag, adds: boolean, ids: string[]) {
  if (id === null) return { ids: [] };
  return adds ? { ids, put: id } : { ids, take: { tag: id, ids } };
}

const recordOf = (entry: DoneEntry) => entry.record_id;
