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
  const { kind } = module;
  const stays = await deleteRecord(tx, module, id);
  if (stays) return redirect(`${kind.path}/${id}`, { text: stays, tone: 'warn' });
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
  const stays = await restoreRecord(tx, module, id);
  if (stays) return redirect('/trash', { text: stays, tone: 'warn' });
  return afterRestoring(req, listOf(req, kind.path) ?? `${kind.path}/${id}`);
}

/** Moves a record to the trash, where it may lie already; answers the sentence that says why it stays, where it does. */
export async function deleteRecord(tx: WriteDoor, module: Module, id: string): Promise<string | undefined> {
  const { kind, stays } = module;
  const [kept] = stays
    ? await tx.$queryRaw<{ stays: boolean }[]>(
        sql`select (${stays.where}) as stays from ${raw(`${kind.table} r`)} where r.id = ${id}::uuid for no key update of r`,
      )
    : [];
  if (kept?.stays) return `This ${kind.one} stays: ${stays?.why}`;
  if (await moveToTrash(tx, { kind, id })) await recordHistory(tx, { act: 'deleted', target: { kind, id } });
  else await mustRead(tx, module, id);
  return undefined;
}

/** Takes a record out of the trash; answers the sentence that says why it stays there, where it does. */
export async function restoreRecord(tx: WriteDoor, module: Module, id: string): Promise<string | undefined> {
  const { kind } = module;
  await module.hold?.(tx);
  const record = await mustRead(tx, module, id);
  // What was merged comes back by undoing the merge.
  if (record.mergedIntoId) throw new NotFound();
  const taken = record.deletedAt && (await module.taken?.(tx, record));
  if (taken) return `${record.name} stays in the trash: ${taken}`;
  if (record.deletedAt) {
    if (!(await restoreFromTrash(tx, { kind, id }))) throw new NotFound();
    await recordHistory(tx, { act: 'restored', target: { kind, id } });
  }
  return undefined;
}

// A list's form says which page of which list it is; a record's own page does not.
function listOf({ body }: PersonRequest, path: string): string | undefined {
  return readView(body?.from) && viewAddress(path, body?.from);
}
