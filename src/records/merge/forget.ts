import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';

/** Takes a person's own rows out of what merges kept whole: an undo does not bring them back, and they are nowhere any more. */
export async function forgetInMerges(tx: WriteDoor, personId: string): Promise<void> {
  const theirs = `$.ledger[*].gone[*] ? (@.user_id == "${personId}")`;
  await tx.$executeRaw(sql`
    update merges m set moved = jsonb_set(m.moved, '{ledger}', (
      select coalesce(jsonb_agg(case when not step ? 'gone' then step else jsonb_set(step, '{gone}', (
          select coalesce(jsonb_agg(kept.row order by kept.at), '[]') from jsonb_array_elements(step -> 'gone') with ordinality kept (row, at)
          where kept.row ->> 'user_id' is distinct from ${personId})) end order by steps.at), '[]')
      from jsonb_array_elements(m.moved -> 'ledger') with ordinality steps (step, at)))
    where m.moved @? ${theirs}::jsonpath`);
}
