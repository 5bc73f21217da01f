import { z } from 'zod';
import { blankForm, type Form, parseForm, withError } from '../../http/form.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { type Kind, pathOf } from '../kinds.js';
import { liveRecord } from '../live.js';
import type { RecordModule } from '../module.js';
import { tagRecord } from './actions.js';
import { editTagsView } from './record-view.js';
import { carriedNames, tagNames } from './schema.js';

const added = z.object({ tag: tagNames.refine((names) => names.length > 0, 'Type a tag.') });
const removed = z.object({ tag: tagNames });
const edited = z.object({ tag: tagNames, tags: carriedNames, before: carriedNames });

/** The tags of a module's records: added and taken off one by one on the record, or all of them on a page of their own. */
export function tagRoutes({ kind }: RecordModule): Route[] {
  const { path } = kind;
  return userRoutes(({ form, post }) => {
    form(`${path}/:id/tags`, async (db, req) => {
      const record = await liveRecord(db, kind, req.params.id);
      const ticked = req.kept && [req.kept.tags ?? []].flat().map(String);
      return page('records/tags.njk', await editTagsView(db, record, blankForm({}, req.kept), ticked));
    });
    post(`${path}/:id/tags`, (tx, req) => answerEdit(tx, req, kind));
    post(`${path}/:id/tags/addition`, (tx, req) => answerAddition(tx, req, kind));
    post(`${path}/:id/tags/removal`, (tx, req) => answerRemoval(tx, req, kind));
  });
}

async function answerAddition(tx: WriteDoor, req: PersonRequest, kind: Kind): Promise<Reply> {
  const read = parseForm(added, req.body);
  if (!read.ok) return again(tx, req, kind, read.form);
  const done = await tagRecord(tx, kind, req.params.id, { add: read.data.tag });
  return done.ok ? redirect(pathOf(done.record)) : again(tx, req, kind, withError(read.form, 'tag', done.error));
}

async function answerRemoval(tx: WriteDoor, req: PersonRequest, kind: Kind): Promise<Reply> {
  const read = parseForm(removed, req.body);
  if (!read.ok) return again(tx, req, kind, read.form);
  const done = await tagRecord(tx, kind, req.params.id, { remove: read.data.tag });
  if (!done.ok) return again(tx, req, kind, withError(read.form, 'tag', done.error));
  const name = read.data.tag.join(', ');
  const undo = { action: `${pathOf(done.record)}/tags/addition`, label: 'Undo', fields: { tag: name } };
  return redirect(pathOf(done.record), { text: `Took off the tag ${name}.`, undo });
}

// What was ticked and unticked since the page was shown, so that somebody else's change meanwhile stays.
async function answerEdit(tx: WriteDoor, req: PersonRequest, kind: Kind): Promise<Reply> {
  const read = parseForm(edited, req.body);
  const ticked = [req.body?.tags ?? []].flat().map(String);
  if (!read.ok) return again(tx, req, kind, read.form, ticked);
  const { tag, tags, before } = read.data;
  const add = [...tags.filter((name) => !before.includes(name)), ...tag];
  const remove = before.filter((name) => !tags.includes(name));
  const done = await tagRecord(tx, kind, req.params.id, { add, remove });
  if (!done.ok) return again(tx, req, kind, withError(read.form, 'tag', done.error), ticked);
  return redirect(pathOf(done.record), done.changed ? 'Tags saved.' : undefined);
}

async function again(tx: WriteDoor, req: PersonRequest, kind: Kind, form: Form, ticked?: string[]): Promise<Reply> {
  const record = await liveRecord(readerOf(tx), kind, req.params.id);
  return invalid('records/tags.njk', await editTagsView(readerOf(tx), record, form, ticked));
}
