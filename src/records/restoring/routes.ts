import { isId } from '../../http/form.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { BadRequest, NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Value } from '../fields/field.js';
import { activityPath, pathOf } from '../kinds.js';
import { liveRecord } from '../live.js';
import type { RecordModule, RecordState } from '../module.js';
import { changesOfEntry, type Older, olderValue } from './queries.js';
import { reverseChange } from './reversal.js';

/** Setting a field back to what it was before a change, or all that one change changed; either can itself be taken back in the same way. */
export function restoringRoutes(module: RecordModule): Route[] {
  const { path } = module.kind;
  return userRoutes(({ post }) => {
    post(`${path}/:id/history/:entry/restoration`, (tx, req) => restore(tx, req, module));
    post(`${path}/:id/history/:entry/reversal`, (tx, req) => reverse(tx, req, module));
  });
}

async function restore(tx: WriteDoor, req: PersonRequest, module: RecordModule): Promise<Reply> {
  // Not held: `update` holds names first, as all forms do, and refuses what was changed since it is read here.
  const { id } = await liveRecord(readerOf(tx), module.kind, req.params.id);
  const target = { kind: module.kind, id };
  const field = req.body?.field;
  if (typeof field !== 'string' || !module.names.includes(field))
    throw new BadRequest('Choose the field that is set back.');
  const older = isId(req.params.entry) ? await olderValue(tx, target, req.params.entry, field) : undefined;
  const record = await module.read(tx, id);
  if (!older || !record) throw new NotFound();
  const back = activityPath(target);
  const value = module.history.before(field, record.fields[field], older.change);
  const strange = inAnotherCurrency(module, record, { value, currency: older.currency }, field);
  if (strange) return redirect(back, { text: strange, tone: 'warn' });
  const restored = { [field]: value };
  const fields = { ...record.fields, ...restored };
  const saved = await module.update(tx, req.person, id, record.version, module.typed(fields), restored);
  // The record itself says it: an older name may mean what is called otherwise by now.
  const now = (await module.read(tx, id)) ?? record;
  const shown = module.shown(field, now.fields[field], String(now.fields.currency ?? '')) || 'empty';
  return redirect(back, outcome(saved, module.label(field), shown, module));
}

async function reverse(tx: WriteDoor, req: PersonRequest, module: RecordModule): Promise<Reply> {
  const { id } = await liveRecord(readerOf(tx), module.kind, req.params.id);
  const target = { kind: module.kind, id };
  const changes = isId(req.params.entry) ? await changesOfEntry(tx, target, req.params.entry) : undefined;
  const record = await module.read(tx, id);
  if (!changes || !record) throw new NotFound();
  const saved = await reverseChange(tx, module, req.person, record, changes);
  if (saved.kind === 'nothing') throw new NotFound();
  if (saved.kind === 'moved') {
    const text = `${module.label(saved.field)} was changed since. Set back what you want in the history.`;
    return redirect(activityPath(target), { text, tone: 'warn' });
  }
  const path = pathOf(target);
  if (saved.kind === 'saved') return redirect(path, 'Undone.');
  return redirect(path, outcome(saved, record.name, '', module));
}

type Saved = Awaited<ReturnType<RecordModule['update']>>;

function outcome(saved: Saved, label: string, shown: string, module: RecordModule) {
  switch (saved.kind) {
    case 'saved':
      return { text: `${label} is ${shown} again.`, tone: 'good' } as const;
    case 'unchanged':
      return { text: `${label} is ${shown} already.`, tone: 'plain' } as const;
    case 'invalid': {
      const reasons = Object.entries(saved.errors).map(([name, message]) =>
        module.names.includes(name) ? `${module.label(name)}: ${message}` : message,
      );
      return { text: `${label} was not set back. ${reasons.join(' ')}`, tone: 'warn' } as const;
    }
    default:
      return {
        text: `${label} was not set back: the record was changed meanwhile. Look at it and try again.`,
        tone: 'warn',
      } as const;
  }
}

// An amount is a number in its currency: 120.00 that were dollars are no 120.00 euros.
function inAnotherCurrency(
  module: RecordModule,
  record: RecordState,
  older: { value: Value } & Pick<Older, 'currency'>,
  field: string,
): string | undefined {
  const { currency } = record.fields;
  const then = older.currency ?? currency;
  if (field === 'currency' || then === currency) return undefined;
  const inText = (code: typeof currency) => module.shown(field, older.value, String(code));
  const isAmount = inText('JPY') !== inText('KWD');
  if (!isAmount) return undefined;
  return `${module.label(field)} was in ${then} then, and this ${module.kind.one} is in ${currency} now. Set the currency back first.`;
}
