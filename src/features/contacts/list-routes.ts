import { dayOf } from '../../http/format.js';
import { one, viewUrl } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { file, page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { audit } from '../../records/audit.js';
import { tagFields } from '../../records/tags/index.js';
import { viewsBar } from '../../records/views/bar.js';
import { openList } from '../../records/views/open.js';
import { duplicatesOf, duplicatesView } from './duplicates.js';
import { CONTACTS } from './kind.js';
import { csvOf, listedContacts } from './list-csv.js';
import { countsOfNone, listRows } from './list-queries.js';
import { type ListRequest, readList } from './list-request.js';
import { filtersView, listView } from './list-view.js';
import { contactsModule } from './module.js';
import { POINT_KINDS, pointKey } from './points.js';
import { MOST_ROWS, rowNumbers } from './rows.js';
import { cardsText } from './vcard/write.js';

/** The list of all contacts: the page, its exports, and who may be in it already. */
export const contactListRoutes: Route[] = userRoutes(({ get, stream }) => {
  get('/contacts', showList);
  get('/contacts/filters', async (db, req) => {
    const asked = await readList(db, req.query);
    const tags = await tagFields(db, CONTACTS, req.query);
    return page('contacts/filters.njk', filtersView(asked, tags, req.person), asked.readable ? 200 : 422);
  });
  get('/contacts/duplicates', showDuplicates);
  stream('/contacts/export.csv', exporting('csv', 'text/csv', csvOf), noteExport);
  stream('/contacts/export.vcf', exporting('vcf', 'text/vcard', cardsOf), noteExport);
});

async function showList(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const opened = await openList(db, contactsModule, req.query);
  if (opened.elsewhere) return redirect(opened.elsewhere);
  const asked = await readList(db, opened.query);
  if (!asked.readable) return unreadable(db, asked, req);
  const today = dayOf(new Date(), req.person.timeZone);
  const rows = await listRows(db, asked.filter, asked.page, today);
  // The rows that stood here went meanwhile: the list begins anew.
  if (rows.length === 0 && asked.page.cursor) return redirect(viewUrl('/contacts', req.query, {}));
  const counts = rows[0] ?? (await countsOfNone(db));
  const list = listView(asked, rows, counts, req.person, today);
  const views = viewsBar(contactsModule, opened, list.from, req.person);
  return page('contacts/index.njk', { ...list, views });
}

// What the form of a new contact asks while somebody types, by the names of its inputs: those who may be the same one.
async function showDuplicates(db: ReadDoor, { query }: PersonRequest): Promise<Reply> {
  const name = [typed(query.first_name), typed(query.last_name)].filter(Boolean).join(' ');
  const keys = Object.values(POINT_KINDS).flatMap((kind) => {
    const values = rowNumbers(query, `${kind}_value`).map((n) => typed(query[`${kind}_value_${n}`]));
    return values.filter(Boolean).map((value) => pointKey(kind, value));
  });
  return page(
    'contacts/duplicates.njk',
    duplicatesView(await duplicatesOf(db, { name, keys: keys.slice(0, MOST_ROWS) })),
  );
}

const typed = (value: unknown) =>
  (one(value) ?? '').replaceAll('\0', '').toWellFormed().trim().replace(/\s+/g, ' ').slice(0, 254);

async function* cardsOf(db: ReadDoor, asked: ListRequest): AsyncGenerator<string> {
  for await (const batch of listedContacts(db, asked)) yield cardsText(batch);
}

function exporting(
  ending: string,
  type: string,
  written: (db: ReadDoor, asked: ListRequest) => AsyncGenerator<string>,
): (db: ReadDoor, req: PersonRequest) => Promise<Reply> {
  return async (db, req) => {
    const asked = await readList(db, req.query);
    if (!asked.readable) return unreadable(db, asked, req);
    return file(`contacts-${dayOf(new Date(), req.person.timeZone)}.${ending}`, type, written(db, asked));
  };
}

// What cannot be read is not exported: it leads back to the list.
async function noteExport(tx: WriteDoor, req: PersonRequest): Promise<void> {
  const { readable } = await readList(readerOf(tx), req.query);
  if (readable) await audit(tx, req, 'exported', { kind: 'contacts', id: 'list' });
}

async function unreadable(db: ReadDoor, asked: ListRequest, req: PersonRequest): Promise<Reply> {
  const tags = await tagFields(db, CONTACTS, req.query);
  return page('contacts/index.njk', filtersView(asked, tags, req.person), 422);
}
