import { readView, viewAddress } from '../../http/list/address.js';
import type { PersonRequest } from '../../http/person.js';
import { type Reply, redirect } from '../../http/reply.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { raw, sql } from '../../platform/postgres/sql.js';
import { recordHistory } from '../history.js';
import type { Module } from '../module.js';
import { afterRestoring, moveToTrash, restoreFromTrash } from '../trash.js';
import { mustRead } from './save.js';

/** Moves a record to the trash; one that lies there already stays as it is. The way back leads to where it was deleted. */
export async function answerDelete(tx: WriteDoor, req: PersonRequest, id: string, module: Module): Promise<Reply> {
  const { kind, stays } = module;
  const [kept] = stays
    ? await tx.$queryRaw<{ stays: boolean }[]>(
        sql`select (${stays.where}) as stays from ${raw(`${kind.table} r`)} where r.id = ${id}::uuid for no key update of r`,
      )
    : [];
  if (kept?.stays)
    return redirect(`${kind.path}/${id}`, { text: `This ${kind.one} stays: ${stays?.why}`, tone: 'warn' });
  if (await moveToTrash(tx, { kind, id })) await recordHistory(tx, { act: 'deleted', target: { kind, id } });
  else await mustRead(tx, module, id);
  const list = listOf(req, kind.path);
  return redirect(list ?? kind.path, {
    text: `1 ${kind.one} moved to the trash.`,
    undo: {
      action: `${kind.path}/${id}/restoration`,
      label: 'Undo',
      ...(list && { fields: { from: String(req.body?.from) } }),
    },
  });
}

/** Takes a record out of the trash, unless something took its place there by now: then it says what. */
export async function answerRestoration(tx: WriteDoor, req: PersonRequest, id: string, module: Module): Promise<Reply> {
  const { kind } = module;
  await module.hold?.(tx);
  const record = await mustRead(tx, module, id);
  // What was merged comes back by undoing the merge.
  if (record.mergedIntoId) throw new NotFound();
  const taken = record.deletedAt && (await module.taken?.(tx, record));
  if (taken) return redirect('/trash', { text: `${record.name} stays in the trash: ${taken}`, tone: 'warn' });
  if (record.deletedAt) {
    if (!(await restoreFromTrash(tx, { kind, id }))) throw new NotFound();
    await recordHistory(tx, { act: 'restored', target: { kind, id } });
  }
  return afterRestoring(req, listOf(req, kind.path) ?? `${kind.path}/${id}`);
}

// A list's form says which page of which list it is; a record's own page does not.
function listOf({ body }: PersonRequest, path: string): string | undefined {
  return readView(body?.from) && viewAddress(path, body?.from);
}
