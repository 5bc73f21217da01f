import { sql } from '../../platform/postgres/sql.js';
import type { Reference } from '../../records/related.js';
import { COLLABS } from '../collabs/index.js';
import { COMPANIES } from '../companies/index.js';
import { contactTab } from '../contacts/index.js';
import { PIPELINE } from '../pipeline/index.js';
import { SHOWS } from './shows/kind.js';
import { ofContact, ofSource } from './within.js';

const TAB = 'Episodes';
const COLUMNS = ['show', 'state', 'record_on', 'publish_on'];

/** Whose records episodes refer to: their show, whoever is in them, whose spots they have, and of what of one's own these come. */
export const episodesRefer: readonly Reference[] = [
  {
    to: SHOWS,
    tab: TAB,
    where: (id) => sql`e.show_id = ${id}`,
    listed: ({ id }) => ({ show_id: id }),
    started: ({ id, name }) => ({ show_id: id, show: name }),
    columns: ['state', 'planned', 'record_on', 'publish_on'],
  },
  contactTab(TAB, (id) => sql`e.id in ${ofContact(id)}`, COLUMNS),
  {
    to: COMPANIES,
    tab: TAB,
    where: (id) => sql`e.id in (select sp.episode_id from guide_spots sp where sp.company_id = ${id})`,
    listed: ({ id }) => ({ company_id: id }),
    columns: COLUMNS,
  },
  {
    to: COLLABS,
    tab: TAB,
    where: (id) => sql`e.id in ${ofSource('collab_id', id)}`,
    listed: ({ id }) => ({ collab_id: id }),
    columns: COLUMNS,
  },
  {
    to: PIPELINE,
    tab: TAB,
    where: (id) => sql`e.id in ${ofSource('deal_id', id)}`,
    listed: ({ id }) => ({ deal_id: id }),
    columns: COLUMNS,
  },
];
