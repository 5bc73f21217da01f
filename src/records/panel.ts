import { isId } from '../http/form.js';
import type { PersonRequest } from '../http/person.js';
import type { ReadDoor } from '../platform/database.js';
import { BadRequest } from '../platform/errors.js';
import { currencyAt, historyOf } from './history.js';
import { pathOf, type Target } from './kinds.js';
import type { RecordModule } from './module.js';
import { timelineOf } from './timeline.js';

/** What a record's page prints beside its facts: what happened, and what is kept about it. `currency`: the record's, where it has one. */
export async function panelOf(db: ReadDoor, module: RecordModule, id: string, req: PersonRequest, currency = '') {
  const target: Target = { kind: module.kind, id };
  const path = pathOf(target);
  return {
    path,
    may_write: req.person.role !== 'VIEWER',
    tabs: [{ label: 'Activity', href: `${path}#activity`, current: true }],
    activity: await activityOf(db, module, target, req, currency),
  };
}

async function activityOf(db: ReadDoor, module: RecordModule, target: Target, req: PersonRequest, currency: string) {
  const path = pathOf(target);
  const earlier = earlierOf(req.query.earlier);
  const history = await historyOf(db, target, earlier);
  const then = (earlier && currency && (await currencyAt(db, target, earlier))) || currency;
  const last = history.entries.at(-1);
  return {
    months: timelineOf(module, history.entries, req.person, then),
    earlier: history.more && last ? { href: `${path}?earlier=${last.id}#activity`, label: 'Show earlier' } : null,
    newest: earlier ? { href: `${path}#activity`, label: 'Show the newest' } : null,
  };
}

function earlierOf(earlier: unknown): string | undefined {
  if (earlier === undefined || isId(earlier)) return earlier;
  throw new BadRequest('This part of the history cannot be found again. Start from the record.');
}
