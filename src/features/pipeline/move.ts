import { readerOf } from '../../http/list/sql.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';

/** Where a card is put in its column: beside another, last, or first. */
export type CardPlace = { before?: string | undefined; after?: string | undefined; last?: boolean };
type Gap = { above: number | null; below: number | null };

const others = (deal: string, stage: string) =>
  sql`o.stage_id = ${stage}::uuid and o.deleted_at is null and o.id <> ${deal}::uuid`;

/** Puts a card into its place in a column; false where the one it was to stand beside is no longer in it. */
export async function placeCard(tx: WriteDoor, deal: string, stage: string, place: CardPlace): Promise<boolean> {
  if (!place.before && !place.after && !place.last) return placeFirst(tx, deal, stage);
  let gap = await gapOf(tx, deal, stage, place);
  if (gap && positionIn(gap) === undefined) {
    await renumber(tx, stage);
    gap = await gapOf(tx, deal, stage, place);
  }
  if (!gap) return false;
  await tx.$executeRaw(
    sql`update deals set board_position = ${positionIn(gap) ?? 0}::double precision where id = ${deal}::uuid`,
  );
  return true;
}

// Where a new arrival stands: over what came before it, and under what comes later.
async function placeFirst(tx: WriteDoor, deal: string, stage: string): Promise<true> {
  await tx.$executeRaw(sql`
    update deals set board_position = least(-extract(epoch from clock_timestamp()),
      (select min(o.board_position) from deals o where ${others(deal, stage)}) - 0.001)
    where id = ${deal}::uuid`);
  return true;
}

async function gapOf(tx: WriteDoor, deal: string, stage: string, place: CardPlace): Promise<Gap | undefined> {
  const { row } = readerOf(tx);
  const beside = place.before ?? place.after;
  if (beside === undefined) {
    const foot = await row<{ at: number | null }>(
      sql`select max(o.board_position) as at from deals o where ${others(deal, stage)}`,
    );
    return { above: foot?.at ?? null, below: null };
  }
  const [than, way] = place.before ? [sql`<`, sql`desc`] : [sql`>`, sql`asc`];
  const found = await row<{ at: number; next: number | null }>(sql`
    select o.board_position as at, (select n.board_position from deals n
      where n.stage_id = o.stage_id and n.deleted_at is null and n.id <> ${deal}::uuid and (n.board_position, n.id) ${than} (o.board_position, o.id)
      order by n.board_position ${way}, n.id ${way} limit 1) as next
    from deals o where ${others(deal, stage)} and o.id = ${beside}::uuid`);
  if (!found) return undefined;
  return place.before ? { above: found.next, below: found.at } : { above: found.at, below: found.next };
}

/** A number between two, or beyond one; undefined where the numbers have no room between them. */
export function positionIn({ above, below }: Gap): number | undefined {
  if (above === null) return (below ?? 1) - 1;
  if (below === null) return above + 1;
  const middle = above + (below - above) / 2;
  return above < middle && middle < below ? middle : undefined;
}

// Also those in the trash: they come back to their place.
async function renumber(tx: WriteDoor, stage: string): Promise<void> {
  await tx.$queryRaw(sql`select id from deal_stages where id = ${stage}::uuid for no key update`);
  await tx.$executeRaw(sql`
    update deals d set board_position = n.place
    from (select o.id, row_number() over (order by o.board_position, o.id) as place from deals o where o.stage_id = ${stage}::uuid) n
    where n.id = d.id and d.board_position <> n.place`);
}

/** What stands behind a card in its column, as the place that it is brought back to. */
export async function placeNow(tx: WriteDoor, deal: string): Promise<Record<string, string>> {
  const next = await readerOf(tx).row<{ id: string }>(sql`
    select n.id::text from deals d join deals n on n.stage_id = d.stage_id and n.deleted_at is null
      and (n.board_position, n.id) > (d.board_position, d.id)
    where d.id = ${deal}::uuid order by n.board_position, n.id limit 1`);
  return next ? { before: next.id } : { place: 'last' };
}

/** Which card of its column a deal is, and how many there are. */
export async function rankOf(tx: WriteDoor, deal: string): Promise<{ rank: number; all: number }> {
  const found = await readerOf(tx).row<{ rank: number; all: number }>(sql`
    select count(*)::integer as all, (count(*) filter (where (o.board_position, o.id) <= (d.board_position, d.id)))::integer as rank
    from deals d join deals o on o.stage_id = d.stage_id and o.deleted_at is null where d.id = ${deal}::uuid`);
  return found ?? { rank: 1, all: 1 };
}
