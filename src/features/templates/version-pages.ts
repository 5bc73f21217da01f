import { idOf } from '../../http/form.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { Conflict, NotFound } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { pathOf } from '../../records/kinds.js';
import { type Live, liveRecord } from '../../records/live.js';
import type { Module, Updated } from '../../records/module.js';
import { TEMPLATES } from './kind.js';
import { writtenParts } from './preview-parts.js';
import { type TemplateVersion, versionOf, versionsOf, versionView } from './versions.js';

/** What a template said before: all its versions, each by itself, and the way back to one. */
export function versionRoutes(module: Module): Route[] {
  const path = `${TEMPLATES.path}/:id/versions`;
  return userRoutes(({ get, post }) => {
    get(path, async (db, req) => {
      const template = await liveRecord(db, TEMPLATES, req.params.id);
      const versions = await versionsOf(db, template.id);
      return page('templates/versions.njk', {
        ...framing(template),
        versions: versions.map((it) => versionView(template.id, it, req.person)),
      });
    });
    get(`${path}/:number`, showVersion);
    post(`${path}/:number/restoration`, (tx, req) => restore(tx, req, module));
  });
}

async function showVersion(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const template = await liveRecord(db, TEMPLATES, req.params.id);
  const version = await mustHave(db, template.id, req);
  const [last] = await versionsOf(db, template.id);
  return page('templates/version.njk', {
    ...framing(template),
    version: versionView(template.id, version, req.person),
    mail: { subject: writtenParts(version.subject), body: writtenParts(version.body) },
    is_last: version.number === last?.number,
    may_write: req.person.role !== 'VIEWER',
  });
}

async function restore(tx: WriteDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const { saved, number } = await bringBack(tx, req, module);
  if (saved.kind === 'invalid') throw new Conflict(Object.values(saved.errors)[0] ?? 'This text cannot come back.');
  const text = saved.kind === 'saved' ? `The text of version ${number} is back.` : 'It says that already.';
  return redirect(pathOf({ kind: TEMPLATES, id: idOf(req) }), text);
}

/** Brings the text of a version back as a new one, by the rules of the form; what else the template holds stays as it is. */
export async function bringBack(
  tx: WriteDoor,
  req: PersonRequest,
  module: Module,
): Promise<{ saved: Updated; number: number }> {
  const id = idOf(req);
  const { subject, body, number } = await mustHave(readerOf(tx), id, req);
  const now = await module.read(tx, id);
  if (!now || now.deletedAt) throw new NotFound();
  const form = { ...module.typed(now.fields), subject, body };
  return { saved: await module.update(tx, req.person, id, now.version, form), number };
}

/** The version of a template that an address names. */
export async function mustHave(
  db: Pick<ReadDoor, 'row'>,
  template: string,
  { params }: PersonRequest,
): Promise<TemplateVersion> {
  const number = /^\d{1,9}$/.test(String(params.number)) ? Number(params.number) : undefined;
  const found = number === undefined ? undefined : await versionOf(db, template, number);
  if (!found) throw new NotFound();
  return found;
}

function framing(template: Live) {
  return { kind: TEMPLATES, name: template.name, path: pathOf(template) };
}
