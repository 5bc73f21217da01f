import { type Route, userRoutes } from '../../../http/routes.js';
import { sql } from '../../../platform/postgres/sql.js';
import { defineModule } from '../../../records/define-module.js';
import type { Module, RecordParts } from '../../../records/module.js';
import { moduleRoutes } from '../../../records/module-routes.js';
import { suggestNamed } from '../../../records/named.js';
import { oneByOne } from '../../../records/record/draft.js';
import { SHOW_FIELDS, type ShowData } from './fields.js';
import { showForm } from './form.js';
import { SHOWS } from './kind.js';
import { showList } from './list.js';
import { placeShow, takenShow } from './place.js';
import { showRecord } from './record.js';
import { searchShows } from './search.js';

/** The shows whose episodes are planned, with their seasons. */
export const showsModule = defineModule<ShowData>({
  kind: SHOWS,
  views: { index: 'guide/index.njk', show: 'guide/of-show.njk' },
  fields: SHOW_FIELDS,
  acts: ['ended_on'],
  list: showList,
  record: showRecord,
  form: showForm,
  place: oneByOne(placeShow),
  amongThem: true,
  created: ({ name }) => ({ name: [null, name] }),
  taken: takenShow,
  // A name is one show's.
  returnable: sql`not exists (select from guide_shows o where o.deleted_at is null and o.name_key = r.name_key)`,
  // What was planned would go with it.
  stays: {
    where: sql`exists (select from guide_episodes ep where ep.show_id = r.id and ep.deleted_at is null)`,
    why: 'it has episodes. Say when it ended instead, or delete them first.',
  },
  search: searchShows,
  index: () => ({ parts_at: 'shows' }),
  routes: showRoutes,
});

function showRoutes(module: Module, parts: RecordParts): Route[] {
  const asked = userRoutes(({ get }) => {
    get(`${module.kind.path}/suggestions`, (db, req) =>
      suggestNamed(db, req, module.kind, sql`case when t.ended_on is not null then 'Ended' end`),
    );
  });
  return [...asked, ...moduleRoutes(module, parts)];
}
