import type { PersonRequest } from '../http/person.js';
import type { ReadDoor } from '../platform/postgres/database.js';
import { filesOf } from './attachments/queries.js';
import { filesView, stripView } from './attachments/view.js';
import { happeningsOf, readPlace, writePlace } from './happenings.js';
import { currencyAt } from './history.js';
import { pathOf, type Target } from './kinds.js';
import type { RecordModule } from './module.js';
import { noteBox } from './notes/view.js';
import { keptAbout, tabOf, tabsOf } from './tabs.js';
import { tagsOnRecord } from './tags/record-view.js';
import { tasksAbout } from './tasks/queries.js';
import { tasksView } from './tasks/view.js';
import { timelineOf } from './timeline.js';

/** What a record's page prints beside its facts: what happened, and what is kept about it. `currency`: the record's, where it has one. */
export async function panelOf(db: ReadDoor, module: RecordModule, id: string, req: PersonRequest, currency = '') {
  const target: Target = { kind: module.kind, id };
  const path = pathOf(target);
  const tab = tabOf(req.query.tab);
  const kept = await keptAbout(db, target);
  return {
    path,
    may_write: req.person.role !== 'VIEWER',
    tab,
    tabs: tabsOf(path, tab, kept),
    photos: stripView(target, kept.photos, req.person.role !== 'VIEWER'),
    files: tab === 'files' ? filesView(module, id, await filesOf(db, module, id), req.person) : null,
    tasks: tab === 'tasks' ? tasksView(target, await tasksAbout(db, target), req) : null,
    tags: await tagsOnRecord(db, target, req.person),
    note: noteBox(target, req),
    activity: tab === 'activity' ? await activityOf(db, module, target, req, currency) : null,
  };
}

async function activityOf(db: ReadDoor, module: RecordModule, target: Target, req: PersonRequest, currency: string) {
  const path = pathOf(target);
  const behind = readPlace(req.query.earlier);
  const { entries, more } = await happeningsOf(db, target, behind);
  const then = (behind && currency && (await currencyAt(db, target, behind.at))) || currency;
  const last = entries.at(-1);
  return {
    months: timelineOf({ module, target, person: req.person, currency: then }, entries),
    earlier: more && last ? { href: `${path}?earlier=${writePlace(last)}#activity`, label: 'Show earlier' } : null,
    newest: behind ? { href: `${path}#activity`, label: 'Show the newest' } : null,
  };
}
