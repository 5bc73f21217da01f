import { v7 as uuidv7 } from 'uuid';
import { blankForm, isId } from '../../http/form.js';
import { readView, viewAddress } from '../../http/list/address.js';
import { one, viewUrl } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { page, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { ListedModule } from '../module.js';
import { deleteView, setDefault, setPinned } from './actions.js';
import { acrossOf, keptOf } from './address.js';
import { answerNew, answerQuery, answerRename, restoreView } from './answers.js';
import { shownViews, tabsOf } from './bar.js';
import { countsOf } from './counts.js';
import { nameFormView } from './form-view.js';
import { ALL, openList } from './open.js';
import { savedViews } from './queries.js';

/** Views of a module's list: its filters, order and columns under a name, one's own. */
export function viewRoutes(module: ListedModule): Route[] {
  const { kind, address: list } = module;
  const path = `${kind.path}/views`;
  return userRoutes(({ get, form: formPage, post }) => {
    get(path, async (db, req) => {
      const opened = await openList(db, module, { ...acrossOf(list, req.query), view: req.query.view ?? ALL });
      const shown = shownViews(list, opened);
      const counts = await countsOf(db, module, ['', ...shown.map(({ query }) => query)], req.person);
      return page('records/views.njk', { kind, tabs: tabsOf(module, opened, counts) });
    });
    formPage(`${path}/new`, (_db, req) => {
      const query = keptOf(list, readView(req.query.from) ?? {});
      const form = blankForm({ query, pinned: true, submission_id: uuidv7() }, req.kept);
      return page('records/view-form.njk', nameFormView(module, form));
    });
    post(path, (tx, req) => answerNew(tx, req, module));

    formPage(`${path}/:view/edit`, async (db, req) => {
      const view = (await savedViews(db, kind)).find(({ id }) => id === req.params.view);
      if (!view) throw new NotFound();
      const form = blankForm({ name: view.name, pinned: view.is_pinned, default: view.is_default }, req.kept);
      return page('records/view-form.njk', nameFormView(module, form, view));
    });
    post(`${path}/:view`, (tx, req) => answerRename(tx, req, module));
    post(`${path}/:view/query`, (tx, req) => answerQuery(tx, req, module));

    for (const [noun, set] of Object.entries({ pin: setPinned, default: setDefault })) {
      const answer = (value: boolean) => async (tx: WriteDoor, req: PersonRequest) => {
        await set(tx, kind, idOf(req), value);
        return redirect(backOf(req, module), SAID[`${noun} ${value}`]);
      };
      post(`${path}/:view/${noun}`, answer(true));
      post(`${path}/:view/${noun}/delete`, answer(false));
    }

    post(`${path}/:view/delete`, async (tx, req) => {
      const { id, name, query, is_pinned, is_default } = await deleteView(tx, kind, req.params.view);
      const fields = { name, query, pinned: String(is_pinned), default: String(is_default) };
      return redirect(viewUrl(kind.path, {}, { view: ALL }), {
        text: `Deleted the view ${name}.`,
        undo: { action: `${path}/${id}/restoration`, label: 'Undo', fields },
      });
    });
    post(`${path}/:view/restoration`, (tx, req) => restoreView(tx, req, module));
  });
}

const SAID: Record<string, string> = {
  'pin true': 'Pinned the view.',
  'pin false': 'Unpinned the view.',
  'default true': 'The list opens with this view now.',
  'default false': 'The list opens with all rows again.',
};

function backOf({ body, params }: PersonRequest, { kind }: ListedModule): string {
  const { path } = kind;
  return readView(body?.from) ? viewAddress(path, body.from) : viewUrl(path, {}, { view: one(params.view) });
}

function idOf({ params }: PersonRequest): string {
  if (!isId(params.view)) throw new NotFound();
  return params.view;
}
