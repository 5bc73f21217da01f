import { invalidBody } from '../../http/api/problem.js';
import type { ApiRoute } from '../../http/api/route.js';
import { Conflict, NotFound } from '../../platform/errors.js';
import { actRoute, recordAnswer } from '../../records/api/acts.js';
import { ID_OR_NONE, MOMENT, object } from '../../records/api/schemas.js';
import { liveRecord } from '../../records/live.js';
import type { Module } from '../../records/module.js';
import { bringBack, mustHave } from './version-pages.js';
import { type TemplateVersion, versionsOf } from './versions.js';

const text = { type: 'string' };
const HEAD = {
  number: { type: 'integer', minimum: 1 },
  subject: text,
  created_at: MOMENT,
  author_id: ID_OR_NONE,
  author: { type: ['string', 'null'] },
};

/** What a template said before, for programs: all its versions, each by itself, and the way back to one. */
export function templatesApi(module: Module): ApiRoute[] {
  const { kind } = module;
  const path = `/v1${kind.path}/:id/versions`;
  const of = { group: kind.title, status: 200, refuses: [404] };
  return [
    {
      method: 'get',
      door: 'read',
      path,
      id: 'list_versions_of_template',
      ...of,
      summary: 'Lists what a template said, the newest version first, without the texts',
      gives: object({ data: { type: 'array', items: object(HEAD) } }),
      async handler(db, req) {
        const { id } = await liveRecord(db, kind, req.params.id);
        return { body: { data: (await versionsOf(db, id)).map(head) } };
      },
    },
    {
      method: 'get',
      door: 'read',
      path: `${path}/:number`,
      id: 'read_version_of_template',
      ...of,
      summary: 'Reads one version of a template with its text',
      gives: object({ ...HEAD, body: text }),
      async handler(db, req) {
        const { id } = await liveRecord(db, kind, req.params.id);
        const version = await mustHave(db, id, req);
        return { body: { ...head(version), body: version.body } };
      },
    },
    actRoute(module, {
      noun: 'versions/:number/restoration',
      verb: 'set_back',
      summary: 'Brings the text of a version back, as a new version; what else the template holds stays as it is',
      async handler(tx, req, { id }) {
        const { saved } = await bringBack(tx, req, module);
        if (saved.kind === 'invalid')
          throw invalidBody(Object.entries(saved.errors).map(([, detail]) => ({ pointer: '', detail })));
        if (saved.kind === 'in_trash') throw new NotFound();
        if (saved.kind === 'conflict') throw new Conflict('It was changed at this moment. Send it again.');
        return recordAnswer(tx, req, module, id);
      },
    }),
  ];
}

function head({ number, subject, created_at, created_by, who }: Omit<TemplateVersion, 'body'>) {
  return { number, subject, created_at: new Date(created_at).toISOString(), author_id: created_by, author: who };
}
