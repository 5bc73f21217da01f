import { idOf } from '../../http/form.js';
import { today } from '../../http/format.js';
import type { PersonRequest } from '../../http/person.js';
import { type Reply, redirect } from '../../http/reply.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { lockedRecord } from '../../records/live.js';
import type { FieldValues, Module } from '../../records/module.js';
import { mustRead, saveRecord } from '../../records/record/save.js';
import type { Checks } from './checks.js';
import { GUIDE } from './kind.js';

/** Saves the ticks of a checklist: what its form moved, and nothing that somebody else moved meanwhile. */
export async function answerTicks(tx: WriteDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const id = idOf(req);
  await lockedRecord(tx, GUIDE, id);
  const episode = await mustRead(tx, module, id);
  const checks = (episode.fields.checklist ?? []) as unknown as Checks;
  const [ticked, was] = [severalOf(req.body?.tick), severalOf(String(req.body?.was ?? '').split(','))];
  const day = today(req.person.timeZone);
  const after = checks.map((it) => {
    const isTicked = ticked.includes(String(it.row));
    if (isTicked === was.includes(String(it.row))) return it;
    return { ...it, done_on: isTicked ? (it.done_on ?? day) : null };
  });
  const path = `${GUIDE.path}/${id}`;
  const draft = { before: episode, person: req.person, sent: {} };
  const data = { ...episode.fields, checklist: after } as unknown as FieldValues;
  const saved = await saveRecord(tx, module, episode.version, { ...draft, data });
  if (saved.kind !== 'saved') return redirect(path, { text: 'Nothing was changed.', tone: 'plain' });
  const done = after.filter(({ done_on }) => done_on !== null).length;
  return redirect(path, {
    text: `${done} of ${after.length} checked.`,
    ...(saved.entry && { undo: { action: `${path}/history/${saved.entry}/reversal`, label: 'Undo' } }),
  });
}

function severalOf(sent: unknown): string[] {
  return [sent].flat().flatMap((it) => (typeof it === 'string' ? [it.toLowerCase()] : []));
}
