import { sql } from '../../platform/postgres/sql.js';
import { defineModule } from '../../records/define-module.js';
import { oneByOne } from '../../records/record/draft.js';
import { templatesApi } from './api.js';
import { TEMPLATE_FIELDS, type TemplateData } from './fields.js';
import { templateForm } from './form.js';
import { TEMPLATES } from './kind.js';
import { templateList } from './list.js';
import { templateMerging } from './merge.js';
import { categoryName } from './named.js';
import { placeTemplate } from './place.js';
import { templateRecord } from './record.js';
import { templateRoutes } from './routes.js';
import { searchTemplates } from './search.js';
import { sendsBeside } from './sending/of-others.js';
import { STATES } from './states.js';

/** The templates of mails. */
export const templatesModule = defineModule<TemplateData>({
  kind: TEMPLATES,
  views: { index: 'templates/index.njk', form: 'templates/form.njk', show: 'templates/show.njk' },
  fields: TEMPLATE_FIELDS,
  states: STATES,
  acts: ['state', 'category', 'language'],
  list: templateList,
  record: templateRecord,
  form: templateForm,
  place: oneByOne(placeTemplate),
  created: ({ state }) => ({ state: [null, state] }),
  trashDetail: categoryName(sql`t.category`),
  // What was merged comes back by undoing the merge.
  returnable: sql`r.merged_into_id is null`,
  merge: templateMerging,
  search: searchTemplates,
  beside: sendsBeside,
  index: () => ({ sends_href: `${TEMPLATES.path}/sends` }),
  routes: templateRoutes,
  api: templatesApi,
});
