import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { RecordState } from '../../records/state.js';
import { type CollabOfDeal, collabOfDeal } from '../collabs/index.js';
import type { DealData } from './fields.js';
import type { StageKind } from './stages.js';

/** A deal with what its stage is for and the collab that came of it. */
export type StandingDeal = Omit<RecordState, 'fields'> & {
  fields: DealData;
  kind: StageKind;
  category_id: string | null;
  collab: CollabOfDeal | null;
};

/** Keeps others from moving or closing a deal until the transaction ends. */
export async function holdDeal(tx: WriteDoor, id: string): Promise<void> {
  await tx.$queryRaw(sql`select from deals d where d.id = ${id}::uuid for update`);
}

/** The deal with what its stage is for and the collab that came of it. */
export async function standing(db: Pick<ReadDoor, 'row'>, deal: RecordState): Promise<StandingDeal> {
  const found = await db.row<Pick<StandingDeal, 'kind' | 'category_id' | 'collab'>>(sql`
    select s.kind, d.category_id, ${collabOfDeal(sql`d.id`)} as collab
    from deals d join deal_stages s on s.id = d.stage_id where d.id = ${deal.id}::uuid`);
  if (!found) throw new Error('a deal is in no stage');
  return { ...deal, fields: deal.fields as unknown as DealData, ...found };
}
