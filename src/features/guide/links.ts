import { choice, defineFields, link, text, tick } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import { type Child, rows } from '../../records/rows/index.js';
import { LINK_LABELS } from './choices.js';

/** A web address that an episode speaks of, or where it is out. */
type EpisodeLink = {
  url: string | null;
  title: string | null;
  kind: keyof typeof LINK_LABELS;
  every_episode: boolean;
};
/** The links of an episode as they are kept, in their order. */
export type EpisodeLinks = Child<EpisodeLink>[];

const FIELDS = defineFields({
  url: { ...link({ label: 'Address', max: 2000, placeholder: 'example.com/guide' }), optional: false },
  title: text({ label: 'Title', max: 200, optional: true, squeezed: true }),
  kind: choice({ label: 'Kind', of: LINK_LABELS, initial: 'mentioned' }),
  every_episode: tick({ label: 'In every episode', hint: 'The next episode begins with it.' }),
});

/** The links of an episode, each with a page of its own. */
export const LINKS = rows<EpisodeLink>({
  label: 'Links',
  one: 'Link',
  part: 'link',
  fields: FIELDS,
  rules: ({ url }) => (url === null ? { url: 'Type the web address.' } : {}),
  most: 100,
  table: { name: 'guide_links', by: 'episode_id' },
  apart: { asks: ['url', 'title', 'kind', 'every_episode'], called: calledLink },
  empty: () => false,
  key: (row) => JSON.stringify(row),
  shown: (all) => all.map(calledLink).join('; '),
});

/** What a link is called: its title, else its address. */
export function calledLink(row: Row): string {
  const { title, url } = row as EpisodeLink;
  return title ?? String(url).replace(/^https?:\/\/(www\.)?/i, '');
}
