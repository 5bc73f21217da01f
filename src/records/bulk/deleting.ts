import { sql } from '../../platform/postgres/sql.js';
import { recordHistory } from '../history.js';
import type { ListedModule } from '../module.js';
import { restorable } from '../trash.js';
import type { Operation } from './operation.js';
import { ofRow, STAMP, tableSql } from './rows.js';
import { wordsOfDeleting } from './words.js';

/** Moves many rows to the trash; what is kept about them stays with them. */
export function deleting(module: ListedModule): Operation {
  const { kind, returnable, stays } = module;
  return {
    kind,
    already: sql`false`,
    fits: stays ? sql`not (${stays.where})` : sql`true`,
    words: wordsOfDeleting(module),
    // The version stays, as when one record is deleted.
    async perform(tx, batchId, ids) {
      await tx.$executeRaw(
        sql`update ${tableSql(kind)} set deleted_at = now(), ${STAMP} where r.id = any(${ids}::uuid[])`,
      );
      await recordHistory(tx, { act: 'deleted', kind, entries: ids.map((id) => ({ id })), batchId });
      return ids.length;
    },
    // Row and entry bear the one moment of their transaction: a row that was deleted anew since bears another.
    async takeBack(tx, entries) {
      // A name that is found free is taken while nobody else takes it.
      await module.merge?.hold?.(tx);
      const ids = entries.map((it) => it.record_id);
      const moments = entries.map(({ at }) => at.toISOString());
      const back = await tx.$queryRaw<{ id: string }[]>(sql`
        update ${tableSql(kind)} set deleted_at = null, ${STAMP}
        where r.id = any(${ids}::uuid[]) and r.deleted_at = ${ofRow(moments, ids, sql`r.id`)}::timestamptz
          and ${restorable('r')} and ${returnable ?? sql`true`}
        returning r.id::text`);
      await recordHistory(tx, { act: 'restored', kind, entries: back });
      return back.length;
    },
  };
}
