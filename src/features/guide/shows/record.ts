import { plural } from '../../../http/format.js';
import { viewUrl } from '../../../http/list/page.js';
import { sql } from '../../../platform/postgres/sql.js';
import type { Row } from '../../../records/fields/set.js';
import type { Declared } from '../../../records/module.js';
import { IN_DIALOG, type RecordAct } from '../../../records/record/acts.js';
import { type Fact, type FactGroup, factsFrom, filled, linksIn } from '../../../records/record/facts.js';
import type { RecordRow } from '../../../records/record/state.js';
import { PART_LABELS } from '../choices.js';
import { GUIDE } from '../kind.js';
import { SHOW_FIELDS, type ShowData } from './fields.js';
import { gapsText, nextNumber, type SeasonFigures, seasonsOf, withGapsBetween } from './seasons-of.js';

type ShowRow = RecordRow &
  ShowData & { in_seasons: SeasonFigures[]; last_episode: { id: string; name: string } | null };

/** The page of a show: its seasons with their numbers, who is always there, what it is. */
export const showRecord: Declared['record'] = {
  select: () => sql`${seasonsOf(sql`sh.id`)} as in_seasons, (
    select jsonb_build_object('id', ep.id, 'name', concat_ws(' ', ep.number, ep.name)) from guide_episodes ep
    where ep.show_id = sh.id and ep.deleted_at is null and ep.state <> 'shelved'
    order by ep.season desc nulls last, ep.number desc nulls last, ep.created_at desc, ep.id limit 1) as last_episode`,
  view(record) {
    const read = record as unknown as ShowRow;
    const row = { ...read, in_seasons: withGapsBetween(read.in_seasons) };
    const all = row.in_seasons;
    const season = latestSeason(row);
    const next = nextNumber(all, season);
    return {
      strip: { title: 'Episodes', cells: stripOf(row, next, season) },
      seasons: seasonRows(row),
      groups: groupsOf(row),
      more:
        row.last_episode && !row.ended_on
          ? [{ label: 'New episode from nothing', icon: 'plus', href: newEpisode(row) }]
          : [],
    };
  },
  lead: (row) => leadOf(row as ShowRow),
};

// The next episode is planned as the last one was, where there is one.
function leadOf(row: ShowRow): RecordAct | undefined {
  if (row.ended_on) return undefined;
  const { last_episode: last } = row;
  if (!last) return { label: 'New episode', icon: 'plus', href: newEpisode(row) };
  return { label: 'Next episode', icon: 'plus', href: `${GUIDE.path}/${last.id}/next`, attrs: IN_DIALOG };
}

function latestSeason({ in_seasons, seasons }: ShowRow): number | null {
  return in_seasons.at(-1)?.season ?? seasons.at(-1)?.number ?? null;
}

function newEpisode({ id, name }: Pick<ShowRow, 'id' | 'name'>): string {
  return `${GUIDE.path}/new?${new URLSearchParams({ show_id: id, show: name })}`;
}

function stripOf({ id, in_seasons: all }: ShowRow, next: number, season: number | null) {
  const sum = (of: (it: SeasonFigures) => number) => all.reduce((total, it) => total + of(it), 0);
  const listed = (asked: object) => viewUrl(GUIDE.path, {}, { show_id: id, ...asked });
  const missing = sum(({ gaps }) => gaps.reduce((n, [from, to]) => n + to - from + 1, 0));
  return [
    { label: 'Episodes', value: String(sum((it) => it.episodes)), href: listed({}), words: '' },
    { label: 'Published', value: String(sum((it) => it.published)), href: listed({ state: 'published' }), words: '' },
    { label: 'Next number', value: String(next), words: season === null ? '' : `Of season ${season}` },
    {
      label: 'Numbers left out',
      value: missing === 0 ? 'None' : String(missing),
      words: all
        .flatMap((it) => (it.gaps.length > 0 ? gapsText(it.gaps) : []))
        .join(', ')
        .slice(0, 60),
    },
  ];
}

/** The seasons that the show states, and those that its episodes stand in. */
function seasonRows({ id, seasons, in_seasons: all }: ShowRow) {
  const numbers = [...new Set([...all.map(({ season }) => season), ...seasons.map((it) => it.number)])];
  return numbers
    .toSorted((a, b) => (b ?? -1) - (a ?? -1))
    .map((number) => {
      const figures = all.find(({ season }) => season === number);
      const stated = seasons.find((it) => it.number === number);
      return {
        name: number === null ? 'Without a season' : `Season ${number}`,
        title: stated?.title ?? '',
        href: viewUrl(GUIDE.path, {}, { show_id: id, ...seasonAsked(number) }),
        target: SHOW_FIELDS.shown('target_length', stated?.target_length ?? null),
        episodes: plural(figures?.episodes ?? 0, 'episode', 'episodes'),
        published: figures?.published ?? 0,
        numbers: numbersText(figures),
        gaps: figures ? gapsText(figures.gaps) : '',
      };
    });
}

function seasonAsked(number: number | null): Record<string, string> {
  return number === null ? { season: 'not_set' } : { season_from: String(number), season_to: String(number) };
}

function numbersText(figures: SeasonFigures | undefined): string {
  if (!figures || figures.first === null || figures.last === null) return '';
  return figures.first === figures.last ? String(figures.first) : `${figures.first} to ${figures.last}`;
}

function groupsOf(row: ShowRow & Row): FactGroup[] {
  const facts = factsFrom(SHOW_FIELDS, row);
  const links = linksIn(row.website);
  const people: Fact[] = row.contacts.map((it) => ({
    label: it.part && it.part in PART_LABELS ? PART_LABELS[it.part as keyof typeof PART_LABELS] : 'Host',
    value: String(it.name),
    to: `/contacts/${it.id}`,
  }));
  return [
    {
      title: 'Show',
      group: 'what',
      facts: [
        ...(links ? [{ label: 'Website', value: '', links }] : []),
        ...facts('target_length', 'time_zone'),
        ...filled(facts('language', 'ended_on')),
        ...(row.explicit ? facts('explicit') : []),
      ],
    },
    ...(people.length > 0 ? [{ title: 'Always there', group: 'who', facts: people }] : []),
    ...(row.summary
      ? [
          {
            title: 'Summary',
            group: 'fold-more',
            facts: [{ label: 'Summary', value: '', lines: row.summary.split('\n') }],
          },
        ]
      : []),
    ...(row.checklist
      ? [
          {
            title: 'Checklist',
            group: 'fold-checklist',
            facts: [{ label: 'Of each episode', value: '', lines: row.checklist.split('\n') }],
          },
        ]
      : []),
  ];
}
