import { z } from 'zod';
import { readerOf } from '../../http/list/sql.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { Field } from '../../records/fields/field.js';
import { id, record } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import { collabName, findCollab } from '../collabs/index.js';
import { dealName, findDeal } from '../pipeline/index.js';

/** The names by which a form says of which collab or deal a spot comes; never kept in the spot. */
export type SourceNames = {
  collab: string | null;
  collab_id: string | null;
  deal: string | null;
  deal_id: string | null;
};
/** Of what a spot comes, as its owner alone sees it. */
export type SpotSource = { collab_id: string | null; deal_id: string | null; name: string };

const BOTH = 'Choose a collab or a deal, not both.';

/** What the form of a spot asks of its source. It reads as nothing, so that no history, export or conflict tells it to others. */
export const SOURCE_FIELDS = {
  collab: untold(
    record({
      label: 'Your collab',
      hint: 'You alone see this.',
      column: 'collab_id',
      id_name: 'collab_id',
      named: collabName,
      url: '/collabs/suggestions',
    }),
  ),
  collab_id: untold(id({ label: 'Your collab', beside: 'collab', strange: '' })),
  deal: untold(
    record({
      label: 'Your deal',
      hint: 'You alone see this.',
      column: 'deal_id',
      id_name: 'deal_id',
      named: dealName,
      url: '/pipeline/suggestions',
    }),
  ),
  deal_id: untold(id({ label: 'Your deal', beside: 'deal', strange: '' })),
};

function untold(field: Field<string | null>): Field<string | null> {
  const nothing = z.unknown().transform(() => null);
  return { ...field, stored: null, read: () => sql`null::text`, parse: () => nothing };
}

/** The sources of the reader's own spots of an episode `e`, by the spots’ ids: a column of a select. */
export const sourcesColumn: Sql = sql`
  (select coalesce(jsonb_object_agg(s.spot_id, jsonb_build_object('collab_id', s.collab_id, 'deal_id', s.deal_id,
    'name', coalesce(${collabName(sql`s.collab_id`)}, ${dealName(sql`s.deal_id`)}))), '{}')
  from guide_spot_sources s where s.episode_id = e.id) as sources`;

/** What the form of a spot holds of its source; nothing where the reader has none. */
export async function sourceOf(db: Pick<ReadDoor, 'row'>, spot: string): Promise<Record<string, string> | undefined> {
  const found = await db.row<SourceNames>(sql`
    select s.collab_id::text, ${collabName(sql`s.collab_id`)} as collab, s.deal_id::text, ${dealName(sql`s.deal_id`)} as deal
    from guide_spot_sources s where s.spot_id = ${spot}::uuid`);
  return found && Object.fromEntries(Object.entries(found).map(([name, it]) => [name, it ?? '']));
}

/** Notes of which collab or deal of one's own a spot comes, as its form says it; a form that asks for neither changes nothing. Answers what is wrong. */
export async function placeSource(
  tx: WriteDoor,
  { episode, spot, sent }: { episode: string; spot: string; sent: Row },
): Promise<Record<string, string>> {
  const [collab, deal] = [meantBy(sent.collab, sent.collab_id), meantBy(sent.deal, sent.deal_id)];
  if (sent.collab === undefined && sent.deal === undefined) return {};
  if (collab && deal) return { deal: BOTH };
  const was = await sourceOf(readerOf(tx), spot);
  // What stands as it stood stays, also where it lies in the trash by now.
  if (was && (['collab', 'collab_id', 'deal', 'deal_id'] as const).every((it) => (sent[it] ?? '') === was[it]))
    return {};
  const found = collab ? await findCollab(tx, collab) : deal ? await findDeal(tx, deal) : undefined;
  if (found && 'fault' in found) return { [collab ? 'collab' : 'deal']: found.fault };
  await tx.$executeRaw(sql`delete from guide_spot_sources where spot_id = ${spot}::uuid`);
  if (!found) return {};
  await tx.$executeRaw(sql`
    insert into guide_spot_sources (episode_id, spot_id, collab_id, deal_id)
    values (${episode}::uuid, ${spot}::uuid, ${collab ? found.id : null}::uuid, ${deal ? found.id : null}::uuid)`);
  return {};
}

// A name that was cleared by hand means none, whatever id stayed behind unseen.
function meantBy(name: unknown, sentId: unknown): { id: string | null; name: string | null } | undefined {
  if (typeof name !== 'string' || name.trim() === '') return undefined;
  const known = z.uuid().safeParse(sentId);
  return { id: known.success ? known.data : null, name: name.trim() };
}
