import { createHash } from 'node:crypto';
import { fileSize } from '../../../http/file-name.js';
import { blankForm, idOf, withError } from '../../../http/form.js';
import { count, plural } from '../../../http/format.js';
import { LETTERS } from '../../../http/letters.js';
import { readerOf } from '../../../http/list/sql.js';
import type { PersonRequest } from '../../../http/person.js';
import { file, invalid, page, type Reply, redirect } from '../../../http/reply.js';
import { type Route, userRoutes } from '../../../http/routes.js';
import type { Sent } from '../../../http/uploads.js';
import { NotFound } from '../../../platform/errors.js';
import type { Database, StreamDoor, WriteDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import type { Storage } from '../../../platform/storage/storage.js';
import { audit } from '../../../records/audit.js';
import { bringInAsOne } from '../../../records/bulk/importing.js';
import { keepImport, keptImport } from '../../../records/kept-imports.js';
import type { Asked } from '../../../records/list/asked.js';
import { exported, noteExport } from '../../../records/list/routes.js';
import { batchesOf } from '../../../records/list/sql.js';
import type { Module, RecordParts } from '../../../records/module.js';
import { liveRow } from '../../../records/record/routes.js';
import type { RecordRow } from '../../../records/record/state.js';
import { createContacts } from '../create.js';
import { CONTACT_FIELDS } from '../fields.js';
import { CONTACTS } from '../kind.js';
import type { CardFile } from './borders.js';
import { checkCards } from './check.js';
import { MOST_BYTES, MOST_CARDS, readCardFile, readCards } from './file.js';
import { importView } from './view.js';
import { type CardContact, cardsText } from './write.js';

// Two thousand contacts with their history; a page's 3 s would be short.
const IMPORT_LIMIT_MS = 20_000;
const PATH = '/contacts/import';
const TOO_LARGE = `A file of vCards may have ${fileSize(MOST_BYTES)} at most. Export them without photos, or split the file.`;
const OVER = 'What you looked at is kept for an hour, and that is over. Choose the file once more.';

/** vCards: one contact's, those of a list, and many brought in, after a look at what each would do. */
export function cardRoutes(module: Module, { database, storage }: RecordParts): Route[] {
  return userRoutes(({ get, form, formWithoutTx, post, postFiles, stream }) => {
    stream(
      '/contacts/export.vcf',
      (db, req) => exported(db, req, module, { ending: 'vcf', type: 'text/vcard', of: cardsOf }),
      (tx, req) => noteExport(tx, req, module),
    );
    form(PATH, () => page('contacts/import.njk', choice()));
    post(`${PATH}/check`, async (tx, { body }) => {
      const text = typeof body?.cards === 'string' ? body.cards : '';
      return kept(tx, Buffer.from(text), 'cards', text);
    });
    postFiles(
      `${PATH}/file`,
      async (tx, _req, sent) => {
        const read = await bytesOf(sent, storage);
        return Buffer.isBuffer(read) ? kept(tx, read, 'files') : again('files', read.fault);
      },
      { limitMs: IMPORT_LIMIT_MS },
    );
    // Many cards are read with no connection held.
    formWithoutTx(`${PATH}/:id`, (req) => showCheck(database, req));
    post(`${PATH}/:id`, bringIn, { limitMs: IMPORT_LIMIT_MS });
    get('/contacts/:id/vcard', async (db, req) => {
      const contact = (await liveRow(db, req, module)) as RecordRow & CardContact;
      return file(`${fileNameOf(contact.name)}.vcf`, 'text/vcard', only(cardsText([contact])));
    });
  });
}

async function* cardsOf(db: StreamDoor, module: Module, asked: Asked): AsyncGenerator<string> {
  const columns = sql`c.id, c.name, ${CONTACT_FIELDS.columns('c')}`;
  for await (const batch of batchesOf(db, module, asked, columns)) yield cardsText(batch as CardContact[]);
}

/** Keeps what was read, and leads to the page that shows it: that has an address, which one can come back to. */
async function kept(tx: WriteDoor, bytes: Buffer, field: 'cards' | 'files', typed = ''): Promise<Reply> {
  const read = readCardFile(bytes);
  if ('fault' in read) return again(field, read.fault, typed);
  return redirect(`${PATH}/${await keepImport(tx, CONTACTS, read)}`);
}

async function showCheck(database: Database, req: PersonRequest): Promise<Reply> {
  const { person } = req;
  const id = idOf(req);
  const found = await database.readAsUser(person.id, (db) => keptImport<CardFile>(db, CONTACTS, id));
  if (!found) throw new NotFound();
  if (!found.content) return page('contacts/import.njk', { ...choice(), over: OVER }, 410);
  const { cards, guess } = readCards(found.content, lettersOf(req.query.letters));
  const checked = await checkCards({ rows: (asked) => database.readAsUser(person.id, (db) => db.rows(asked)) }, cards);
  const looked = { checked, outside: found.content.outside, guess };
  return page('contacts/import-check.njk', importView(found.id, looked, req.kept));
}

function choice(form = blankForm()) {
  return { form, most: { size: fileSize(MOST_BYTES), cards: MOST_CARDS } };
}

function again(field: string, fault: string, cards = ''): Reply {
  return invalid('contacts/import.njk', choice(withError(blankForm({ cards }), field, fault)));
}

// The file itself is kept for no longer than it takes to read it.
async function bytesOf({ files, fault }: Sent, storage: Storage): Promise<Buffer | { fault: string }> {
  const [sent, ...others] = files;
  if (fault) return { fault: TOO_LARGE };
  if (!sent || others.length > 0) return { fault: 'Choose one file.' };
  if (sent.size > MOST_BYTES) return { fault: TOO_LARGE };
  const found = await storage.read(sent.id, 'original', sent.inFallback);
  const pieces: Buffer[] = [];
  for await (const piece of found?.body ?? []) pieces.push(piece);
  return Buffer.concat(pieces);
}

function lettersOf(asked: unknown): string | undefined {
  return typeof asked === 'string' && Object.hasOwn(LETTERS, asked) ? asked : undefined;
}

/** Brings in the cards that were ticked, all or none; a card that was brought in from this page before is passed over. */
async function bringIn(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const { body, person } = req;
  const found = await keptImport<CardFile>(readerOf(tx), CONTACTS, idOf(req), { locked: true });
  if (!found) throw new NotFound();
  const own = `${PATH}/${found.id}`;
  if (!found.content) return redirect(own);
  const letters = lettersOf(body?.letters);
  const taken = new Set([body?.take ?? []].flat());
  const ticked = readCards(found.content, letters).cards.flatMap((card, n) => {
    const read = taken.has(String(n)) && !card.fault ? CONTACT_FIELDS.read(card.fields) : undefined;
    return read?.ok ? [{ data: read.data, submissionId: submissionOf(found.id, n) }] : [];
  });
  if (ticked.length === 0)
    return redirect(own, { text: 'No card was ticked, so nothing was brought in.', tone: 'warn' });
  const make = (batchId: string) => createContacts(tx, person, ticked, batchId);
  const { batch, made } = await bringInAsOne(tx, CONTACTS, 'vCards', make);
  await audit(tx, req, 'imported', { kind: 'contacts', id: 'vcards' });
  const before = made < ticked.length ? ` ${count(ticked.length - made)} of these had been before.` : '';
  return redirect('/contacts?sort=-updated_at', {
    text: `${plural(made, 'contact', 'contacts')} brought in.${before}`,
    ...(batch && { undo: { action: `/batches/${batch}/undo`, label: 'Undo' } }),
  });
}

// Each card of a kept file has a number of its own, the same one when it is sent again.
function submissionOf(file: string, n: number): string {
  const hex = createHash('sha256').update(`${file} ${n}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

async function* only(text: string): AsyncGenerator<string> {
  yield text;
}

function fileNameOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^\w -]/g, '')
    .trim()
    .replace(/\s+/g, '-')
    .toLowerCase();
  return plain.slice(0, 80) || 'contact';
}
