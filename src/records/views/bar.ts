import { readView } from '../../http/list/address.js';
import { viewUrl } from '../../http/list/page.js';
import type { Person } from '../../http/person.js';
import type { RecordModule } from '../module.js';
import { keptOf, viewAddressOf } from './address.js';
import { ALL, type Opened } from './open.js';
import type { SavedView } from './queries.js';

type Module = Pick<RecordModule, 'kind' | 'address'>;

/** The views over a list as tabs, and what can be done with the one that is shown; `from` is the list's address as it stands. */
export function viewsBar(module: Module, { views, view }: Opened, from: string, person: Person) {
  const { path } = module.kind;
  const mayWrite = person.role !== 'VIEWER';
  const tabs = views.filter((it) => it.is_pinned || it === view);
  return {
    tabs: [
      { label: 'All', href: viewUrl(path, {}, { view: ALL }), current: !view },
      ...tabs.map((it) => ({ label: it.name, href: viewUrl(path, {}, { view: it.id }), current: it === view })),
    ],
    others: views.filter((it) => !tabs.includes(it)).map((it) => ({ label: it.name, href: viewAddressOf(module, it) })),
    new_href: mayWrite ? viewUrl(`${path}/views/new`, {}, { from }) : null,
    current: view && mayWrite ? currentView(module, view, from) : null,
  };
}

function currentView(module: Module, view: SavedView, from: string) {
  const path = `${module.kind.path}/views/${view.id}`;
  const query = keptOf(module.address, readView(from) ?? {});
  const change = (label: string, noun: string, icon: string) => ({
    label,
    action: `${path}/${noun}`,
    icon,
    fields: { from },
  });
  return {
    name: view.name,
    changed: query === view.query ? null : { action: `${path}/query`, query, reset_href: viewAddressOf(module, view) },
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
