import { readQuery } from '../../http/form-text.js';
import { one, viewUrl } from '../../http/list/page.js';
import type { Query } from '../../http/list/view.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { ListedModule } from '../module.js';
import { acrossOf, viewAddressOf } from './address.js';
import { type SavedView, savedViews } from './queries.js';

/** The name under which the whole list is asked for, also where a view is the default. */
export const ALL = 'all';

/** A list as it is opened: the views over it, the one that is shown, and what is asked of the list itself. */
export type Opened = { views: SavedView[]; view: ShownView | undefined; query: Query };
/** A view as a tab: one's own, or one that everybody has. */
export type ShownView = Pick<SavedView, 'id' | 'name' | 'query'>;

/**
 * Opens a list: `view` alone stands for the whole address of that view, and no query at all for the default one; `elsewhere` is
 * where that leads. A view that is not one's own is not there.
 */
export async function openList(
  db: Pick<ReadDoor, 'rows'>,
  module: Pick<ListedModule, 'kind' | 'address'>,
  query: Query,
): Promise<Opened & { elsewhere: string | undefined }> {
  const views = await savedViews(db, module.kind);
  const standard = views.find((view) => view.is_default);
  const asked = one(query.view);
  const across = acrossOf(module.address, query);
  const parameters = Object.keys(query).length - Object.keys(across).length;
  if (!asked || asked === ALL) {
    const opens = asked ? undefined : opening(module, query);
    const elsewhere = parameters === 0 && standard ? viewAddressOf(module, standard, across) : opens;
    // Else what takes the last filter away would lead to the default view.
    return { views, view: undefined, query: standard ? { ...query, view: ALL } : query, elsewhere };
  }
  const view = [...module.address.starters, ...views].find(({ id }) => id === asked);
  if (!view) throw new NotFound();
  return { views, view, query, elsewhere: parameters === 1 ? viewAddressOf(module, view, across) : undefined };
}

// The view that the list opens with, with what else is asked for; none where that is narrowed in a way of its own.
function opening({ kind, address }: Pick<ListedModule, 'kind' | 'address'>, query: Query): string | undefined {
  const view = address.starters.find(({ id }) => id === address.opens);
  const kept = view && readQuery(view.query);
  if (!kept || address.filters.some((name) => kept[name] && query[name] !== undefined)) return undefined;
  return viewUrl(kind.path, { ...kept, ...query }, { view: view.id });
}
