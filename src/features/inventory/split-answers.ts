import { z } from 'zod';
import { blankForm, type Form, optionalId, parseForm, versionOf, wholeNumber } from '../../http/form.js';
import { count, plural } from '../../http/format.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import { Conflict, NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Module } from '../../records/module.js';
import { mustRead } from '../../records/record/save.js';
import { submittedBefore } from '../../records/record/write.js';
import type { RecordState } from '../../records/state.js';
import { INVENTORY } from './kind.js';
import { splitItem } from './split.js';

type Whole = { id: string; name: string; version: number; quantity: number };

/** The page that asks how many pieces go to a row of their own. */
export function splitPage(item: Whole, form: Form, status = 200): Reply {
  if (item.quantity < 2) throw singlePiece();
  return page('inventory/split.njk', splitView(item, form), status);
}

/** The refusal of a split where there is nothing to split off. */
export function singlePiece(): Conflict {
  return new Conflict('This item is a single piece, so there is nothing to split off.');
}

/** Answers it; an item that was changed meanwhile is shown anew, with what was typed kept. */
export async function answerSplit(tx: WriteDoor, req: PersonRequest, id: string, module: Module): Promise<Reply> {
  const item = await liveItem(tx, module, id);
  const parsed = parseForm(splitForm(Math.max(item.quantity, 2)), req.body);
  const before = await submittedBefore(tx, module, parsed.ok ? parsed.data.submission_id : null);
  if (before) return redirect(`${INVENTORY.path}/${before}`);
  if (item.quantity < 2) return splitPage(item, parsed.form);
  if (!parsed.ok) return invalid('inventory/split.njk', splitView(item, parsed.form));
  const { quantity: n, submission_id: submissionId } = parsed.data;
  const made = await splitItem(tx, module, item, { n, version: versionOf(req.body), submissionId });
  if (!made) return meanwhile(await liveItem(tx, module, id), parsed.form);
  return redirect(`${INVENTORY.path}/${made}`, `Split off ${plural(n, 'piece', 'pieces')}.`);
}

/** The form of a split of so many pieces. */
export function splitForm(quantity: number) {
  return z.object({
    quantity: wholeNumber(1, quantity - 1),
    submission_id: optionalId('Open the form anew and send it again.'),
  });
}

function meanwhile(now: Whole, form: Form): Reply {
  const errors = {
    '': `This was changed meanwhile; it now holds ${plural(now.quantity, 'piece', 'pieces')}. Check the number and split again.`,
  };
  return splitPage(now, { ...blankForm(form.values), errors }, 409);
}

function splitView(item: Whole, form: Form) {
  const path = `${INVENTORY.path}/${item.id}`;
  const most = count(item.quantity - 1);
  return {
    form,
    name: item.name,
    path,
    action: `${path}/split`,
    labels: { quantity: 'Pieces' },
    hint: `1 to ${most} of the ${count(item.quantity)} in this row. Each amount goes along in proportion, rounded to the smallest coin; this row keeps the rest.`,
    hidden_fields: { version: String(item.version), submission_id: form.values.submission_id ?? '' },
  };
}

async function liveItem(tx: WriteDoor, module: Module, id: string): Promise<RecordState & { quantity: number }> {
  const item = await mustRead(tx, module, id);
  if (item.deletedAt) throw new NotFound();
  return { ...item, quantity: Number(item.fields.quantity) };
}
