import { isId } from '../../http/form.js';
import type { Query } from '../../http/list/view.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { nextNumber, type SeasonFigures, seasonsOf } from './shows/seasons-of.js';

type Begun = { id: string; name: string; explicit: boolean; in_seasons: SeasonFigures[]; stated: number | null };

/**
 * What the form of a new episode holds: the show that a link asks for, else the one that the reader planned last, its latest
 * season, and the number that comes next there.
 */
export async function episodeBeginning(db: Pick<ReadDoor, 'row'>, query: Query): Promise<Record<string, string>> {
  const asked = isId(query.show_id) ? query.show_id : null;
  const show = await db.row<Begun>(sql`
    select sh.id::text, sh.name, sh.explicit, ${seasonsOf(sql`sh.id`)} as in_seasons,
      (select max(se.number) from guide_seasons se where se.show_id = sh.id) as stated
    from guide_shows sh
    where sh.deleted_at is null and ${asked === null ? sql`sh.ended_on is null` : sql`sh.id = ${asked}::uuid`}
    order by (select max(ep.updated_at) from guide_episodes ep where ep.show_id = sh.id and ep.updated_by = app_user_id()) desc nulls last,
      sh.updated_at desc limit 1`);
  if (!show) return {};
  const season = seasonAsked(query) ?? show.in_seasons.at(-1)?.season ?? show.stated;
  return {
    show: show.name,
    show_id: show.id,
    season: season === null ? '' : String(season),
    number: String(nextNumber(show.in_seasons, season)),
    explicit: show.explicit ? 'true' : '',
  };
}

function seasonAsked({ season }: Query): number | undefined {
  return typeof season === 'string' && /^\d{1,4}$/.test(season) ? Number(season) : undefined;
}
