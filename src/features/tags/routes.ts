import type { Request } from 'express';
import { blankForm, idOf, isId, parseForm } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import { invalid, json, page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import type { Kind } from '../../records/kinds.js';
import { MANY_MS } from '../../records/limits.js';
import { kindsOf, type RecordModule } from '../../records/module.js';
import { heldTag, heldToName, listPath, removeTag, type Scope, saveTag } from '../../records/tags/index.js';
import { heldPair } from './merging.js';
import { suggested, tagOf, tagsOf, type UsedTag } from './queries.js';
import { tagForm } from './schema.js';
import { deleteTagView, editTagView, mergeView, tagsView } from './view-model.js';

const LONGEST_TYPED = 100;

/** All tags: renamed, coloured, merged, deleted; and what the field of a tag asks while someone types. */
export function tagPages(modules: readonly RecordModule[]): Route[] {
  const kinds = kindsOf(modules);
  return userRoutes(({ get, form, post }) => {
    get('/tags', async (db, req) => {
      const scope = scopeOf(req);
      return page('tags/index.njk', tagsView(scope, kinds, await tagsOf(db, scope, kinds), req.person));
    });
    get('/tags/suggestions', async (db, req) => {
      const typed = (one(req.query.q) ?? '').replaceAll('\0', '').toWellFormed().trim().slice(0, LONGEST_TYPED);
      const found = await suggested(db, scopeOf(req), typed);
      return json(found.map(({ id, name }) => ({ id, label: name, detail: '' })));
    });
    form('/tags/:id/edit', async (db, req) => {
      const tag = await tagAt(db, req, kinds);
      return page('tags/form.njk', editTagView(tag, blankForm({ name: tag.name, colour: tag.colour }, req.kept)));
    });
    post('/tags/:id', answerEdit);
    post('/tags/:id/merge', (tx, req) => answerMerge(tx, req, kinds), { limitMs: MANY_MS });
    form('/tags/:id/delete', async (db, req) =>
      page('tags/confirm.njk', deleteTagView(kinds, await tagAt(db, req, kinds))),
    );
    post(
      '/tags/:id/delete',
      async (tx, req) => {
        const tag = await heldTag(tx, idOf(req));
        return gone(tag.scope, `Tag ${tag.name} deleted.`, await removeTag(tx, kinds, tag));
      },
      { limitMs: MANY_MS },
    );
  });
}

async function answerEdit(tx: WriteDoor, req: Request): Promise<Reply> {
  const tag = await heldToName(tx, idOf(req));
  const read = parseForm(tagForm, req.body);
  if (!read.ok) return invalid('tags/form.njk', editTagView(tag, read.form));
  const saved = await saveTag(tx, tag, read.data);
  if (saved.kind === 'taken') return page('tags/confirm.njk', mergeView(tag, saved.by), 409);
  return redirect(listPath(tag.scope), 'Tag saved.');
}

async function answerMerge(tx: WriteDoor, req: Request, kinds: readonly Kind[]): Promise<Reply> {
  const to = one(req.body?.into);
  if (!isId(to)) throw new NotFound();
  const { tag, into } = await heldPair(tx, idOf(req), to);
  return gone(tag.scope, `Merged ${tag.name} into ${into.name}.`, await removeTag(tx, kinds, tag, into));
}

function gone(scope: Scope, text: string, batch: string): Reply {
  return redirect(listPath(scope), { text, undo: { action: `/batches/${batch}/undo`, label: 'Undo' } });
}

async function tagAt(db: ReadDoor, req: Request, kinds: readonly Kind[]): Promise<UsedTag> {
  const tag = await tagOf(db, idOf(req), kinds);
  if (!tag) throw new NotFound();
  return tag;
}

function scopeOf(req: Request): Scope {
  return req.query.of === 'common' ? 'common' : 'own';
}
