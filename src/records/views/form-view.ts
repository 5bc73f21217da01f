import type { Form } from '../../http/form.js';
import { readQuery } from '../../http/form-text.js';
import { viewUrl } from '../../http/list/page.js';
import type { ListedModule } from '../module.js';
import { viewAddressOf } from './address.js';
import type { SavedView } from './queries.js';
import { MAX_NAME } from './schema.js';

/** The form of a view, new or renamed. */
export function nameFormView(module: Pick<ListedModule, 'kind'>, form: Form, view?: SavedView) {
  const { path, title, many } = module.kind;
  const { query = '', submission_id = '' } = form.values;
  return {
    form,
    max: MAX_NAME,
    list: { label: title, href: path },
    heading: view ? `Edit the view ${view.name}` : 'New view',
    text: view
      ? 'What it shows is changed in the list: change the filters, then save the changes there.'
      : `It keeps the filters, the order and the columns with which you see the ${many} now. Only you see it.`,
    action: view ? `${path}/views/${view.id}` : `${path}/views`,
    save: view ? 'Save changes' : 'Save view',
    cancel: view ? viewAddressOf(module, view) : viewUrl(path, readQuery(query), {}),
    hidden_fields: view ? {} : { query, submission_id },
    labels: { name: 'Name' },
  };
}
