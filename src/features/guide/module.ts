import { defineModule } from '../../records/define-module.js';
import { oneByOne } from '../../records/record/draft.js';
import { episodesApi } from './api.js';
import { episodesDated } from './dated.js';
import { EPISODE_FIELDS, type EpisodeData } from './fields.js';
import { episodeForm } from './form.js';
import { GUIDE } from './kind.js';
import { episodeList } from './list.js';
import { IS_FREE, placeEpisode, takenEpisode } from './place.js';
import { episodeRecord } from './record.js';
import { episodesRefer } from './refers.js';
import { episodeRoutes } from './routes.js';
import { DAYS, episodeRules } from './rules.js';
import { searchEpisodes } from './search.js';
import { ofShow } from './shows/named.js';
import { STATES } from './states.js';

/** The guides of episodes: what is in each, in order, from the idea until it is out. */
export const guideModule = defineModule<EpisodeData>({
  kind: GUIDE,
  views: { index: 'guide/index.njk', show: 'guide/show.njk' },
  fields: EPISODE_FIELDS,
  states: STATES,
  days: DAYS,
  rules: episodeRules,
  acts: ['state', 'record_on', 'publish_on', 'type'],
  list: episodeList,
  record: episodeRecord,
  form: episodeForm,
  place: oneByOne(placeEpisode),
  amongThem: true,
  created: ({ state }) => ({ state: [null, state] }),
  taken: takenEpisode,
  returnable: IS_FREE,
  trashDetail: ofShow,
  dated: episodesDated,
  search: searchEpisodes,
  refers: episodesRefer,
  index: () => ({ parts_at: 'episodes' }),
  api: episodesApi,
  routes: episodeRoutes,
});
