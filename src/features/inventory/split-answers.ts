import { blankForm, type Form, parseForm, versionOf } from '../../http/form.js';
import { count, plural } from '../../http/format.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import { Conflict, NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { submittedBefore } from './actions.js';
import { itemOf } from './item.js';
import { splitFields } from './schema.js';
import { splitItem } from './split.js';

type Whole = { id: string; name: string; quantity: number; version: number };

/** The page that asks how many pieces go to a row of their own. */
export function splitPage(item: Whole, form: Form, status = 200): Reply {
  if (item.quantity < 2) throw new Conflict('This item is a single piece, so there is nothing to split off.');
  return page('inventory/split.njk', splitView(item, form), status);
}

/** Answers it; an item that was changed meanwhile is shown anew, with what was typed kept. */
export async function answerSplit(tx: WriteDoor, req: PersonRequest, id: string): Promise<Reply> {
  const item = await itemOf(tx, id);
  if (!item || item.deletedAt) throw new NotFound();
  const parsed = parseForm(splitFields(Math.max(item.quantity, 2)), req.body);
  const before = await submittedBefore(tx, sentId(parsed));
  if (before) return redirect(`/inventory/${before}`);
  if (item.quantity < 2) return splitPage(item, parsed.form);
  if (!parsed.ok) return invalid('inventory/split.njk', splitView(item, parsed.form));
  const { quantity: n, submission_id: submissionId } = parsed.data;
  const made = await splitItem(tx, req.person, item, { n, version: versionOf(req.body), submissionId });
  if (!made) return meanwhile(tx, id, parsed.form);
  return redirect(`/inventory/${made}`, `Split off ${plural(n, 'piece', 'pieces')}.`);
}

async function meanwhile(tx: WriteDoor, id: string, form: Form): Promise<Reply> {
  const now = await itemOf(tx, id);
  if (!now || now.deletedAt) throw new NotFound();
  const errors = {
    '': `This was changed meanwhile; it now holds ${plural(now.quantity, 'piece', 'pieces')}. Check the number and split again.`,
  };
  return splitPage(now, { ...blankForm(form.values), errors }, 409);
}

function splitView(item: Whole, form: Form) {
  const path = `/inventory/${item.id}`;
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

function sentId(parsed: { ok: true; data: { submission_id: string | null } } | { ok: false }): string | null {
  return parsed.ok ? parsed.data.submission_id : null;
}
