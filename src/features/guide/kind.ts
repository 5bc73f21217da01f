import type { Kind } from '../../records/kinds.js';

/** Episodes of shows, from the idea until they are out: everybody’s. */
export const GUIDE: Kind = {
  name: 'guide_episodes',
  table: 'guide_episodes',
  column: 'guide_episode_id',
  own: false,
  path: '/guide',
  title: 'Episode guides',
  one: 'episode',
  many: 'episodes',
  icon: 'podcast',
};
