import { plural } from '../../../http/format.js';
import type { WriteDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import type { Draft, Placed } from '../../../records/record/draft.js';
import type { RecordState } from '../../../records/state.js';
import { placeCompanies } from '../../companies/index.js';
import type { ProgrammeData } from './fields.js';
import type { TrackingIds } from './tracking.js';

/** Finds the company that a programme names; keeps the tracking ids that months are counted by. */
export async function placeProgramme(tx: WriteDoor, draft: Draft<ProgrammeData>): Promise<Placed<ProgrammeData>> {
  const placed = (await placeCompanies(tx, [draft], { company: 'company_id' }))[0] as Placed<ProgrammeData>;
  if (!placed.ok || !draft.before) return placed;
  const gone = removedFrom(draft.before, draft.data.tracking_ids);
  const [used] = await tx.$queryRaw<{ code: string; months: number }[]>(sql`
    select ti.code, count(*)::int as months from affiliate_tracking_ids ti join affiliate_months mo on mo.tracking_row_id = ti.id
    where ti.id = any(${gone}::uuid[]) group by ti.id, ti.code order by ti.code limit 1`);
  if (!used) return placed;
  const text = `${used.code} has ${plural(used.months, 'month', 'months')}, some of which may lie in the trash. It stays.`;
  return { ok: false, errors: { [firstInput(draft.data.tracking_ids)]: text } };
}

function removedFrom(before: RecordState, after: TrackingIds): string[] {
  const was = (before.fields.tracking_ids ?? []) as unknown as TrackingIds;
  return was.flatMap(({ row }) => (row && !after.some((it) => it.row === row) ? [row] : []));
}

const firstInput = (rows: TrackingIds) => `tracking_code_${Math.max(0, rows.length - 1)}`;
