import { readView } from '../../http/list/address.js';
import { viewUrl } from '../../http/list/page.js';
import type { Person } from '../../http/person.js';
import type { ListedModule, ListFacts } from '../module.js';
import { acrossOf, keptOf, rowsOf, viewAddressOf } from './address.js';
import { ALL, type Opened, type ShownView } from './open.js';
import type { SavedView } from './queries.js';

type Module = Pick<ListedModule, 'kind' | 'address'>;

/** The views over a list as tabs, and what can be done with the one that is shown; `from` is the list's address as it stands. */
export function viewsBar(module: Module, opened: Opened, from: string, person: Person) {
  const { path } = module.kind;
  const { views, view } = opened;
  const mayWrite = person.role !== 'VIEWER';
  const query = keptOf(module.address, readView(from) ?? {});
  const across = acrossOf(module.address, opened.query);
  const differs = (kept: string) => rowsOf(module.address, query) !== rowsOf(module.address, kept);
  const shown = view?.query ?? keptOf(module.address, {});
  const newHref = mayWrite ? viewUrl(`${path}/views/new`, {}, { from }) : null;
  const own = views.find((it) => it === view);
  const reset = view
    ? viewAddressOf(module, view, across)
    : viewUrl(path, across, { view: views.some(isDefault) ? ALL : undefined });
  return {
    tabs: tabsOf(module, opened),
    counts_href: viewUrl(`${path}/views`, across, { view: view?.id }),
    others: views
      .filter((it) => !it.is_pinned && it !== view)
      .map((it) => ({ label: it.name, href: viewAddressOf(module, it, across) })),
    new_href: newHref,
    // What differs from the view that was opened can be taken back, or kept as a view of its own.
    changed: !differs(shown) ? null : { reset_href: reset, save_href: own ? null : newHref },
    current: own && mayWrite ? currentView(module, own, { query, from, differs: differs(own.query) }) : null,
  };
}

const isDefault = ({ is_default }: SavedView) => is_default;

/** All rows, the views that everybody has, and one's own that are pinned or shown; `counts` are theirs in this order. */
export function tabsOf({ kind, address }: Module, { views, view, query }: Opened, counts?: readonly (string | null)[]) {
  const shown = shownViews(address, { views, view });
  const across = acrossOf(address, query);
  return [
    { label: 'All', href: viewUrl(kind.path, across, { view: ALL }), current: !view, count: counts?.[0] },
    ...shown.map((it, at) => ({
      label: it.name,
      href: viewUrl(kind.path, across, { view: it.id }),
      current: it === view,
      count: counts?.[at + 1],
    })),
  ];
}

/** The views that have a tab beside All. */
export function shownViews({ starters }: ListFacts, { views, view }: Pick<Opened, 'views' | 'view'>): ShownView[] {
  return [...starters, ...views.filter((it) => it.is_pinned || it === view)];
}

function currentView(
  module: Module,
  view: SavedView,
  { query, from, differs }: { query: string; from: string; differs: boolean },
) {
  const path = `${module.kind.path}/views/${view.id}`;
  const change = (label: string, noun: string, icon: string) => ({
    label,
    action: `${path}/${noun}`,
    icon,
    fields: { from },
  });
  return {
    name: view.name,
    changed: !differs ? null : { action: `${path}/query`, query },
    acts: [
      { label: 'Rename view', href: `${path}/edit`, icon: 'pencil' },
      view.is_pinned ? change('Unpin view', 'pin/delete', 'minus') : change('Pin view', 'pin', 'flag'),
      view.is_default
        ? change('Stop opening it first', 'default/delete', 'x')
        : change('Open it first', 'default', 'star'),
      { label: 'Delete view', action: `${path}/delete`, icon: 'trash-2', danger: true, rule: true },
    ],
  };
}
