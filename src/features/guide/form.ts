import type { Declared } from '../../records/module.js';
import { episodeBeginning } from './beginning.js';
import { ownerOptions } from './owners.js';

/** What the form of an episode shows, and what it holds before anything is typed. */
export const episodeForm: Declared['form'] = {
  layout: {
    sections: [
      {
        id: 'what',
        title: 'Which episode',
        about: 'Segments, spots, links and the checklist are added on its page.',
        fields: ['name', 'show', 'season', 'number', 'type', 'state'],
      },
      {
        id: 'when',
        title: 'When',
        about: 'It comes out on the clock of its show.',
        fields: ['record_on', 'publish_on', 'publish_time', 'target_length'],
      },
      {
        id: 'who',
        title: 'Hosts and guests',
        about: 'A new episode begins with those who are always there.',
        fields: ['contacts', 'owner'],
      },
    ],
    foldsAbout: 'Words, keywords, lengths. Nothing here is needed now.',
    folds: [
      { id: 'words', title: 'Words', fields: ['hook', 'summary', 'description', 'keywords', 'explicit'] },
      {
        id: 'lengths',
        title: 'As recorded and published',
        fields: ['intro_offset', 'intro_chapter', 'recording_length', 'description_without'],
      },
    ],
    wide: ['name', 'hook', 'keywords'],
  },
  async initial({ person }, query, db) {
    return { owner: person.name, ...(await episodeBeginning(db, query)) };
  },
  options: async (db, { values }) => ({ owner: await ownerOptions(db, values.owner) }),
};
