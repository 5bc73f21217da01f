import { sql } from '../../platform/sql.js';
import type { RecordModule } from '../module.js';
import { restorable } from '../trash.js';
import { aboutOf, ownerOf, tableOf, takenBack, withEntries } from './rows.js';
import type { Operation } from './step.js';
import { wordsOfDeleting } from './words.js';

const STAMP = sql`updated_at = now(), updated_by = app_user_id()`;

/** Moves many rows to the trash; what is kept about them stays with them. */
export function deleting(module: RecordModule): Operation {
  const { kind, returnable } = module;
  return {
    already: sql`false`,
    fits: sql`true`,
    words: wordsOfDeleting(module),
    // The version stays, as when one record is deleted.
    perform: (tx, batchId, ids) =>
      tx.$executeRaw(sql`
        with gone as (
          update ${tableOf(kind)} set deleted_at = now(), ${STAMP} from ${withEntries(ids)}
          where r.id = entry.record_id and r.deleted_at is null returning r.id, entry.id as entry_id)
        insert into history (id, user_id, ${aboutOf(kind)}, act, batch_id)
        select gone.entry_id, ${ownerOf(kind)}, gone.id, 'deleted', ${batchId}::uuid from gone`),
    // Rows and entries of one transaction bear its one moment: a row that was deleted anew since bears another.
    takeBack: (tx, batchId, entries) =>
      tx.$executeRaw(sql`
        with back as (
          update ${tableOf(kind)} set deleted_at = null, ${STAMP} from ${takenBack(kind, batchId, entries)}
          where r.id = entry.record_id and r.deleted_at = entry.at and ${restorable('r')} and ${returnable ?? sql`true`}
          returning r.id, entry.id as entry_id)
        insert into history (id, user_id, ${aboutOf(kind)}, act)
        select back.entry_id, ${ownerOf(kind)}, back.id, 'restored' from back`),
  };
}
