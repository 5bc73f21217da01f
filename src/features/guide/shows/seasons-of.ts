import { type Sql, sql } from '../../../platform/postgres/sql.js';

/** What the episodes of a season come to: how many, how many are out, their numbers, and the numbers between them that none has. */
export type SeasonFigures = {
  season: number | null;
  episodes: number;
  published: number;
  first: number | null;
  last: number | null;
  gaps: [from: number, to: number][];
};

/** The seasons of a show by its episodes, as one value of a select; `show`: its id. */
export function seasonsOf(show: Sql): Sql {
  return sql`(
    select coalesce(jsonb_agg(to_jsonb(f) order by f.season nulls first), '[]') from (
      select n.season, count(*)::int as episodes, count(*) filter (where n.state = 'published')::int as published,
        min(n.number) as first, max(n.number) as last,
        coalesce(jsonb_agg(jsonb_build_array(n.number + 1, n.following - 1) order by n.number) filter (where n.following > n.number + 1), '[]') as gaps
      from (
        select ep.season, ep.number, ep.state, lead(ep.number) over (partition by ep.season order by ep.number nulls last) as following
        from guide_episodes ep where ep.show_id = ${show} and ep.deleted_at is null) n
      group by n.season) f)`;
}

/** "107, 109 to 111", of numbers that are missing. */
export function gapsText(gaps: SeasonFigures['gaps']): string {
  return gaps.map(([from, to]) => (from === to ? String(from) : `${from} to ${to}`)).join(', ');
}

/** The seasons with what was left out between them, where their numbers run on: it is told of the later one. */
export function withGapsBetween(seasons: readonly SeasonFigures[]): SeasonFigures[] {
  const numbered = seasons.filter(({ last }) => last !== null);
  return seasons.map((it) => {
    const before = numbered[numbered.indexOf(it) - 1]?.last ?? null;
    const isGap = before !== null && it.first !== null && it.first > 1 && it.first > before + 1;
    return isGap ? { ...it, gaps: [[before + 1, (it.first ?? 0) - 1], ...it.gaps] } : it;
  });
}

/**
 * The number that the next episode of a season has: one more than its last. The first of a new season goes on where numbers run on
 * through the seasons, which they do where the latest season did not begin at 0 or 1.
 */
export function nextNumber(seasons: readonly SeasonFigures[], season: number | null): number {
  const own = seasons.find((it) => it.season === season)?.last ?? null;
  if (own !== null) return own + 1;
  const numbered = seasons.filter((it) => it.last !== null);
  const latest = numbered.at(-1);
  const runsOn = latest !== undefined && numbered.length > 1 && (latest.first ?? 0) > 1;
  return runsOn ? Math.max(...numbered.map(({ last }) => last ?? 0)) + 1 : 1;
}
