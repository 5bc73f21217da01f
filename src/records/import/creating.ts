import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Draft, Placed } from '../record/draft.js';
import { createRecords, placeRecord, placeRecords } from '../record/save.js';
import { tagNew } from '../tags/many.js';
import type { Bringing } from './decide.js';
import { type AllDone, type Creating, type Done, made, madeMeanwhile, notesOf, refused } from './done.js';
import { newDraft } from './draft.js';

type New = { it: Creating; draft: Draft };
type Fit = New & { placed: Extract<Placed, { ok: true }> };

/** Makes records of rows, in few statements. Without a batch nothing is written, but where rows may stand in each other's way. */
export async function createAll(
  tx: WriteDoor,
  asked: Bringing,
  all: readonly Creating[],
  done: AllDone,
  batchId?: string,
): Promise<void> {
  const { module } = asked;
  const drafts = all.flatMap((it): New[] => {
    const read = it.row.draft ?? newDraft(asked, it.row);
    if (!read.ok) done.set(it.row.n, refused(notesOf(asked, read.form.errors)));
    return read.ok ? [{ it, draft: read.draft }] : [];
  });
  const placed = await placeRecords(
    tx,
    module,
    drafts.map(({ draft }) => draft),
  );
  const fit: Fit[] = [];
  for (const [n, one] of drafts.entries()) {
    const answer = placed[n] as Placed;
    if (answer.ok) fit.push({ ...one, placed: answer });
    else done.set(one.it.row.n, refused(notesOf(asked, answer.errors)));
  }
  if (!batchId && !module.amongThem) for (const { it } of fit) done.set(it.row.n, made(null));
  else await write(tx, asked, fit, done, batchId);
  if (module.amongThem)
    for (const one of drafts) if (!isMade(done, one)) await createAlone(tx, asked, one, done, batchId);
}

async function write(tx: WriteDoor, asked: Bringing, fit: readonly Fit[], done: AllDone, batchId?: string) {
  const ids = await createRecords(
    tx,
    asked.module,
    fit.map(({ it, placed }) => ({ placed, submissionId: it.submissionId })),
    batchId,
  );
  for (const [n, { it }] of fit.entries()) done.set(it.row.n, madeOf(ids[n], batchId));
  const tagged = fit.flatMap(({ it }, n) => (ids[n] && it.row.tags ? [{ id: ids[n], tags: it.row.tags }] : []));
  await tagNew(tx, asked.module.kind, tagged);
}

// Held against what the rows before it made: what it names may be there by now, or what it takes be taken.
async function createAlone(tx: WriteDoor, asked: Bringing, one: New, done: AllDone, batchId?: string): Promise<void> {
  const placed = await placeRecord(tx, asked.module, one.draft);
  if (placed.ok) await write(tx, asked, [{ ...one, placed }], done, batchId);
  else done.set(one.it.row.n, refused(notesOf(asked, placed.errors)));
}

function madeOf(id: string | undefined, batchId: string | undefined): Done {
  if (!id) return madeMeanwhile();
  return made(batchId ? id : null);
}

function isMade(done: AllDone, { it }: New): boolean {
  return done.get(it.row.n)?.outcome === 'create';
}
