import { USUAL_CHECKS } from '../../src/features/guide/shows/fields.js';
import { dayAfter } from '../../src/platform/clock.js';
import { chanceOf } from './chance.js';
import { atWork } from './days.js';
import { EPISODES, type EpisodeStory, SEASONS, SHOW } from './guide-stories.js';
import type { HistoryRow } from './rows.js';

type Known = {
  contacts: { id: string; last_name: string | null }[];
  companies: { id: string; name: string }[];
  collabs: { id: string; user_id: string; company_id: string | null; state: string }[];
};
type Owner = { id: string; day: string };

/** The states on the way of an episode, in their order. */
const WAY = ['idea', 'planned', 'scripted', 'recorded', 'editing', 'scheduled', 'published'];

/** The demo's show with its episodes, of which the first of the people is the owner; days are counted from today. */
export function guideOn({ id: owner, day }: Owner, known: Known) {
  const chance = chanceOf('guide');
  const at = (days: number) => atWork(dayAfter(day, days), chance.between(0, 240));
  const contact = (last: string) => known.contacts.find(({ last_name }) => last_name === last)?.id;
  const written = { version: 1, created_by: owner, updated_by: owner };
  const begun = at(-400);
  const made = { created_at: begun, updated_at: begun };
  const show = {
    id: chance.id(begun),
    ...written,
    ...made,
    ...SHOW,
    checklist: USUAL_CHECKS,
    time_zone: 'America/New_York',
  };
  const told = EPISODES.map((story) => rowsOf(story));
  return {
    guide_shows: [show],
    guide_seasons: SEASONS.map((it, position) => ({ id: chance.id(begun), show_id: show.id, ...it, position })),
    guide_show_people: SHOW_PEOPLE.map(([last, part], position) => ({
      ...{ id: chance.id(begun), show_id: show.id, contact_id: contact(last), part, position },
    })),
    guide_episodes: told.map(({ episode }) => episode),
    guide_segments: told.flatMap((it) => it.segments),
    guide_people: told.flatMap((it) => it.people),
    guide_links: told.flatMap((it) => it.links),
    guide_checks: told.flatMap((it) => it.checks),
    guide_spots: told.flatMap((it) => it.spots),
    guide_spot_sources: told.flatMap((it) => it.sources),
    history: told.flatMap((it) => it.history),
  };

  function rowsOf(story: EpisodeStory) {
    const moment = at(story.days[0] ?? -1);
    const id = chance.id(moment);
    const part = (position: number) => ({ id: chance.id(moment), episode_id: id, position });
    const segments = story.segments.map(([kind, title, planned_seconds, actual_start, points], position) => ({
      ...part(position),
      ...{
        kind,
        title,
        planned_seconds,
        actual_start: actual_start ?? null,
        talking_points: points?.join('\n') ?? null,
      },
    }));
    const spots = (story.spots ?? []).map(([company, title, place, code, nth, read], position) => ({
      ...part(position),
      ...{ company_id: known.companies.find(({ name }) => name === company)?.id, title, place, code },
      segment_id: segments[nth]?.id ?? null,
      read_on: read === undefined ? null : dayAfter(day, read),
    }));
    const collabOf = (company: string | undefined) =>
      known.collabs.find((it) => it.user_id === owner && it.company_id === company && it.state !== 'completed')?.id;
    const sources = spots.flatMap(({ id: spot_id, company_id }) => {
      const collab_id = collabOf(company_id);
      return collab_id ? [{ id: chance.id(moment), user_id: owner, episode_id: id, spot_id, collab_id }] : [];
    });
    const state = story.shelved ? 'shelved' : (WAY[story.days.length - 1] ?? 'idea');
    const last = at(story.days.at(-1) ?? -1);
    return {
      episode: {
        ...{
          id,
          ...written,
          created_at: moment,
          updated_at: last,
          name: story.title,
          show_id: show.id,
          owner_id: owner,
        },
        ...{
          season: story.season,
          number: story.number ?? null,
          state,
          hook: story.hook ?? null,
          summary: story.summary ?? null,
        },
        ...{
          record_on: on(story.recordOn),
          publish_on: on(story.publishOn),
          publish_time: story.publishOn === undefined ? null : '06:00',
        },
        recording_length: story.recorded ?? null,
      },
      segments,
      people: [...SHOW_PEOPLE, ...(story.guests ?? []).map((it) => [it, 'guest'] as const)].map(
        ([name, in_part], n) => ({
          ...part(n),
          ...{ contact_id: contact(name), part: in_part },
        }),
      ),
      links: (story.links ?? []).map(([kind, title, url], n) => ({
        ...part(n),
        kind,
        title,
        url,
        every_episode: kind === 'mentioned' && n === 0,
      })),
      checks: USUAL_CHECKS.split('\n').map((title, n) => ({
        ...part(n),
        ...{ title, done_on: n < (story.checked ?? 0) ? on(story.recordOn) : null },
      })),
      spots,
      sources,
      history: story.days.map((days, n): HistoryRow => {
        const entry_at = n === 0 ? moment : at(days);
        const about = { user_id: null, inventory_item_id: null, company_id: null, guide_episode_id: id };
        const changes = { state: [WAY[n - 1] ?? null, WAY[n] ?? null] as [string | null, string | null] };
        return {
          id: chance.id(entry_at),
          actor_id: owner,
          at: entry_at,
          act: n === 0 ? 'created' : 'state_set',
          changes,
          ...about,
        };
      }),
    };
  }

  function on(days: number | undefined) {
    return days === undefined ? null : dayAfter(day, days);
  }
}

const SHOW_PEOPLE = [
  ['Reyes', 'host'],
  ['Okafor', 'co_host'],
] as const;
