import type { Person, PersonRequest } from '../http/person.js';
import type { ReadDoor } from '../platform/postgres/database.js';
import { filesOf } from './attachments/queries.js';
import { filesView, stripView } from './attachments/view.js';
import type { Beside as Said } from './beside.js';
import { happeningsOf, readPlace, writePlace } from './happenings.js';
import { currencyAt } from './history.js';
import { activityPath, pathOf, type Target } from './kinds.js';
import { readerNow } from './list/routes.js';
import type { RecordModule } from './module.js';
import { noteBox } from './notes/view.js';
import type { Referred, Related } from './related.js';
import { keptAbout, type Tab, tabLinks, tabsOf } from './tabs.js';
import { tagsOnRecord } from './tags/record-view.js';
import { tasksAbout } from './tasks/queries.js';
import { tasksView } from './tasks/view.js';
import { timelineOf } from './timeline.js';

/** `related`: what refers to records of its kind; `said`: what other modules say of them; `currency`: the record's, where it has one; `work`: what its own part is called. */
type Beside = {
  kept: Kept;
  related: readonly Related[];
  said: readonly Said[];
  currency?: string | undefined;
  work?: string | undefined;
};

export type Kept = Awaited<ReturnType<typeof keptOf>>;

/** What is kept about a record, whatever part of its page is shown. */
export async function keptOf(db: ReadDoor, target: Target, related: readonly Related[], person: Person) {
  const [about, tags] = await Promise.all([keptAbout(db, target, related), tagsOnRecord(db, target, person)]);
  return { about, tags };
}

/** What a record's page prints beside its facts: what happened, what is kept about it, and what refers to it. */
export async function panelOf(
  db: ReadDoor,
  module: RecordModule,
  record: Referred,
  req: PersonRequest,
  { kept: { about, tags: carried }, related, said, currency = '', work }: Beside,
) {
  const { id } = record;
  const target: Target = { kind: module.kind, id };
  const path = pathOf(target);
  const tabs = tabsOf(about, related, work);
  const shown = tabs.find(({ name }) => name === req.query.tab) ?? tabs[0];
  const tab = shown.name;
  return {
    path,
    may_write: req.person.role !== 'VIEWER',
    tab,
    tabs: tabLinks(path, tabs, shown),
    photos: stripView(target, about.photos, req.person.role !== 'VIEWER'),
    files: tab === 'files' ? filesView(module, id, await filesOf(db, module, id), req.person) : null,
    tasks: tab === 'tasks' ? tasksView(target, await tasksAbout(db, target), req) : null,
    related: await relatedRows(db, shown, record, req),
    tags: carried,
    note: noteBox(target, req),
    activity: tab === 'activity' ? await activityOf(db, { module, target, said }, req, currency) : null,
  };
}

// One statement for each list that has rows at all.
async function relatedRows(db: ReadDoor, { related }: Tab, record: Referred, req: PersonRequest) {
  return Promise.all((related ?? []).map(({ of, count }) => of.rows(db, record, count, readerNow(req))));
}

type Of = { module: RecordModule; target: Target; said: readonly Said[] };

async function activityOf(db: ReadDoor, { module, target, said }: Of, req: PersonRequest, currency: string) {
  const path = pathOf(target);
  const behind = readPlace(req.query.earlier);
  const [{ entries, more }, before] = await Promise.all([
    happeningsOf(db, target, said, behind),
    behind && currency ? currencyAt(db, target, behind.at) : undefined,
  ]);
  const then = before || currency;
  const last = entries.at(-1);
  return {
    months: timelineOf({ module, target, person: req.person, currency: then }, entries),
    earlier:
      more && last
        ? { href: `${path}?tab=activity&earlier=${writePlace(last)}#activity`, label: 'Show earlier' }
        : null,
    newest: behind ? { href: activityPath(target), label: 'Show the newest' } : null,
  };
}
