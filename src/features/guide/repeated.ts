import type { SegmentKind } from './choices.js';
import type { EpisodeData } from './fields.js';
import type { EpisodeLinks } from './links.js';
import type { Segments } from './segments.js';

/** Segments that say the same in every episode; of others only what they are and how long they shall be. */
const SAME_WORDS: readonly SegmentKind[] = ['intro', 'call_to_action', 'outro'];

/**
 * What the next episode of a show takes of one: the show and season, whoever is no guest, its segments in their order with what
 * was planned, the links of every episode, and the checklist with nothing ticked. Nothing of what happened to this one goes along.
 */
export function repeatedOf(episode: EpisodeData): EpisodeData {
  return {
    ...episode,
    ...{ name: '', number: null, type: 'full', state: 'idea', record_on: null, publish_on: null, publish_time: null },
    ...{ hook: null, summary: null, description: null, keywords: null, recording_length: null },
    contacts: episode.contacts.filter(({ part }) => part !== 'guest').map((it) => ({ ...it, row: null })),
    segments: (episode.segments as Segments).map((it) => ({
      ...{
        row: null,
        kind: it.kind,
        planned_seconds: it.planned_seconds,
        actual_start: null,
        links: null,
        no_chapter: it.no_chapter,
      },
      title: SAME_WORDS.includes(it.kind) ? it.title : null,
      talking_points: SAME_WORDS.includes(it.kind) ? it.talking_points : null,
    })),
    spots: [],
    links: (episode.links as EpisodeLinks).filter((it) => it.every_episode).map((it) => ({ ...it, row: null })),
    checklist: episode.checklist.map(({ title }) => ({ row: null, title, done_on: null })),
  };
}
