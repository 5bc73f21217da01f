import type { Request } from 'express';
import type { Config } from '../../config.js';
import { browserCookieName } from '../../http/browser-cookie.js';
import { blankForm, type Form, versionOf, withError } from '../../http/form.js';
import { dayOf, shortDate } from '../../http/format.js';
import { readerOf } from '../../http/list/sql.js';
import { markdown } from '../../http/markdown.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { adminRoutes, publicRoutes, type Route } from '../../http/routes.js';
import { NotFound } from '../../platform/errors.js';
import type { Database, ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { audit } from '../../records/audit.js';
import { defineFields, prose } from '../../records/fields/index.js';
import { adminTabs } from '../admin/index.js';
import { keptOf } from './kept.js';
import { TEXT_NAMES, TEXTS, type TextName } from './standard.js';

const PATH = '/admin/texts';
const MOST = 20_000;
const FIELDS = defineFields({
  body: prose({ label: 'Text', max: MOST, hint: 'In Markdown.' }),
});

type TextRow = { name: TextName; version: number; body: string; updated_at: Date };

/** What the people who run the server say of privacy and of its use, for everybody; and where an admin writes it. */
export function textRoutes({ config, database }: { config: Config; database: Database }): Route[] {
  const WHY = 'who reads what a server keeps may be nobody yet';
  const read = (name: TextName) => async () => {
    const row = await database.readAsSystem(WHY, (db) => textOf(db, name));
    return page('texts/text.njk', textView(config, name, row));
  };
  return [
    ...publicRoutes(({ get }) => {
      for (const name of TEXT_NAMES) get(`/${name}`, read(name));
    }),
    ...adminRoutes(({ get, post }) => {
      get(PATH, async (db, req) => page('texts/texts.njk', textsView(await allTexts(db), req)));
      get(`${PATH}/:name`, async (db, req) => {
        const name = nameAsked(req);
        const row = await textOf(db, name);
        return textPage(name, row, blankForm(FIELDS.inputsOf({ body: row?.body ?? TEXTS[name].standard })));
      });
      post(`${PATH}/:name`, (tx, req) => answerText(tx, req));
      post(`${PATH}/:name/removal`, (tx, req) => answerRemoval(tx, req));
    }),
  ];
}

function allTexts(db: Pick<ReadDoor, 'rows'>): Promise<TextRow[]> {
  return db.rows<TextRow>(sql`select t.name, t.version, t.body, t.updated_at from site_texts t`);
}

async function textOf(db: Pick<ReadDoor, 'rows'>, name: TextName): Promise<TextRow | undefined> {
  return (await allTexts(db)).find((it) => it.name === name);
}

function nameAsked(req: Request): TextName {
  const name = TEXT_NAMES.find((it) => it === req.params['name']);
  if (!name) throw new NotFound();
  return name;
}

async function answerText(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const name = nameAsked(req);
  const row = await textOf(readerOf(tx), name);
  const read = FIELDS.read(req.body);
  if (!read.ok) return textPage(name, row, read.form, 422);
  // Written where it is still as it was when its form was made: version 0 is the standard text, of which there is no row.
  const { body } = read.data;
  const version = versionOf(req.body) ?? 0;
  const by = sql`${req.person.id}::uuid`;
  const kept = await tx.$queryRaw<object[]>(
    version === 0
      ? sql`insert into site_texts (name, body, updated_by) values (${name}, ${body}, ${by}) on conflict do nothing returning name`
      : sql`update site_texts set body = ${body}, version = version + 1, updated_at = now(), updated_by = ${by}
          where name = ${name} and version = ${version} returning name`,
  );
  if (kept.length === 0)
    return textPage(
      name,
      row,
      withError(read.form, '', 'Somebody changed this text meanwhile. Look at it again before you save.'),
      409,
    );
  return written(tx, req, name, 'Saved.');
}

async function answerRemoval(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const name = nameAsked(req);
  await tx.$executeRaw`delete from site_texts where name = ${name}`;
  return written(tx, req, name, 'It has the standard text again.');
}

async function written(tx: WriteDoor, req: PersonRequest, name: TextName, text: string): Promise<Reply> {
  await audit(tx, req, 'settings_changed', { kind: 'site_text', id: name });
  return redirect(PATH, { text, link: { href: `/${name}`, label: TEXTS[name].title } });
}

function textView(config: Config, name: TextName, row: TextRow | undefined) {
  const { title, standard } = TEXTS[name];
  return {
    title,
    html: markdown(row?.body ?? standard, 'page'),
    changed_on: row && shortDate(dayOf(row.updated_at, 'UTC')),
    kept: name === 'privacy' ? keptOf(config) : null,
    cookie: config.secureCookies ? '__Host-mouse' : 'mouse',
    browser_cookie: browserCookieName(config),
    other: TEXT_NAMES.filter((it) => it !== name).map((it) => ({ href: `/${it}`, label: TEXTS[it].title })),
  };
}

function textsView(rows: readonly TextRow[], req: PersonRequest) {
  return {
    admin_tabs: adminTabs(PATH),
    texts: TEXT_NAMES.map((name) => {
      const row = rows.find((it) => it.name === name);
      return {
        title: TEXTS[name].title,
        href: `/${name}`,
        edit: `${PATH}/${name}`,
        state: row ? `Your own, changed ${shortDate(dayOf(row.updated_at, req.person.timeZone))}` : 'The standard text',
      };
    }),
  };
}

function textPage(name: TextName, row: TextRow | undefined, form: Form, status = 200): Reply {
  const { title } = TEXTS[name];
  const context = {
    kind: { title: 'Privacy and terms', path: PATH },
    form,
    action: `${PATH}/${name}`,
    back: PATH,
    stay: 'Cancel',
    act: { label: `Edit ${title.toLowerCase()}`, verb: 'Save changes' },
    record: { name: title },
    moves: name === 'privacy' ? 'What is kept and for how long stands below your text by itself.' : '',
    hidden_fields: { version: String(row?.version ?? 0) },
    inputs: Object.values(FIELDS.inputs({ currency: '' }, {}, { form })).map((it) => ({ ...it, rows: 18 })),
    others: form.errors[''] ? [form.errors['']] : [],
    edit_href: `${PATH}/${name}`,
    wide: true,
    remove: row ? `${PATH}/${name}/removal` : null,
    remove_label: 'Use the standard text',
  };
  return page('records/act.njk', context, status);
}
