import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { blankForm, isId, withError } from '../../../http/form.js';
import { plural } from '../../../http/format.js';
import { readerOf } from '../../../http/list/sql.js';
import type { PersonRequest } from '../../../http/person.js';
import { file, invalid, page, type Reply, redirect } from '../../../http/reply.js';
import { type Route, userRoutes } from '../../../http/routes.js';
import type { Sent } from '../../../http/uploads.js';
import { BadRequest } from '../../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import type { Storage } from '../../../platform/storage/storage.js';
import { audit } from '../../../records/audit.js';
import type { Asked } from '../../../records/list/asked.js';
import { exported, noteExport } from '../../../records/list/routes.js';
import { batchesOf } from '../../../records/list/sql.js';
import type { Module } from '../../../records/module.js';
import { liveRow } from '../../../records/record/routes.js';
import type { RecordRow } from '../../../records/record/state.js';
import { createContacts } from '../create.js';
import { CONTACT_FIELDS } from '../fields.js';
import { checkCards, MOST_CARDS, readCards } from './check.js';
import { packCards, unpackCards } from './pack.js';
import { importView } from './view.js';
import { type CardContact, cardsText } from './write.js';

const MAX_BYTES = 1024 * 1024;
// Five hundred contacts with their history; a page's 3 s would be short.
const IMPORT_LIMIT_MS = 20_000;
const TOO_LARGE = 'A file of vCards may have 1 MB at most. Export them without photos, or split the file.';

/** vCards: one contact's, those of a list, and many brought in, after a look at what each would do. */
export function cardRoutes(module: Module, storage: Storage): Route[] {
  return userRoutes(({ get, post, postFiles, stream }) => {
    stream(
      '/contacts/export.vcf',
      (db, req) => exported(db, req, module, { ending: 'vcf', type: 'text/vcard', of: cardsOf }),
      (tx, req) => noteExport(tx, req, module),
    );
    get('/contacts/import', () => page('contacts/import.njk', { form: blankForm() }));
    post(
      '/contacts/import/check',
      async (tx, req) => checked(tx, typeof req.body?.cards === 'string' ? req.body.cards : '', 'cards'),
      { limitMs: IMPORT_LIMIT_MS },
    );
    postFiles(
      '/contacts/import/file',
      async (tx, _req, sent) => {
        const read = await textOf(sent, storage);
        return typeof read === 'string' ? checked(tx, read, 'files') : again('files', read.fault);
      },
      async () => undefined,
    );
    post('/contacts/import', bringIn, { limitMs: IMPORT_LIMIT_MS });
    get('/contacts/:id/vcard', async (db, req) => {
      const contact = (await liveRow(db, req, module)) as RecordRow & CardContact;
      return file(`${fileNameOf(contact.name)}.vcf`, 'text/vcard', only(cardsText([contact])));
    });
  });
}

async function* cardsOf(db: ReadDoor, module: Module, asked: Asked): AsyncGenerator<string> {
  const columns = sql`c.id, c.name, ${CONTACT_FIELDS.columns('c')}`;
  for await (const batch of batchesOf(db, module, asked, columns)) yield cardsText(batch as CardContact[]);
}

async function checked(tx: WriteDoor, text: string, field: 'cards' | 'files'): Promise<Reply> {
  const read = readCards(text);
  if ('fault' in read) return again(field, read.fault, field === 'cards' ? text : '');
  const packed = packCards(read.cards.map(({ fields }) => fields));
  if (!packed) return again(field, TOO_LARGE, field === 'cards' ? text : '');
  const cards = await checkCards(readerOf(tx), read.cards);
  return page('contacts/import-check.njk', importView(cards, packed, uuidv7()));
}

function again(field: string, fault: string, cards = ''): Reply {
  return invalid('contacts/import.njk', { form: withError(blankForm({ cards }), field, fault) });
}

// The file is kept for no longer than it takes to read it: the page that follows is no row of ours.
async function textOf({ files, fault }: Sent, storage: Storage): Promise<string | { fault: string }> {
  const [sent, ...others] = files;
  if (fault) return { fault: TOO_LARGE };
  if (!sent || others.length > 0) return { fault: 'Choose one file.' };
  if (sent.size > MAX_BYTES) return { fault: TOO_LARGE };
  const found = await storage.read(sent.id, 'original', sent.inFallback);
  const pieces: Buffer[] = [];
  for await (const piece of found?.body ?? []) pieces.push(piece);
  return decoded(Buffer.concat(pieces));
}

// Old programs write the Latin letters of Windows.
function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Brings in the cards that were ticked, all or none; a second submit of the same page makes none. */
async function bringIn(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const { body, person } = req;
  const cards = unpackCards(body?.cards);
  const submission = body?.submission_id;
  if (cards.length > MOST_CARDS || !isId(submission)) throw new BadRequest('Choose the file again.');
  const taken = new Set([body.take ?? []].flat());
  const ticked = cards.flatMap((card, n) => {
    const read = taken.has(String(n)) ? CONTACT_FIELDS.read(card) : undefined;
    return read?.ok ? [{ data: read.data, submissionId: idOf(submission, n) }] : [];
  });
  if (ticked.length === 0)
    return redirect('/contacts/import', { text: 'No card was ticked, so nothing was brought in.', tone: 'warn' });
  await createContacts(tx, person, ticked);
  await audit(tx, req, 'imported', { kind: 'contacts', id: 'vcards' });
  return redirect('/contacts?sort=-updated_at', `${plural(ticked.length, 'contact', 'contacts')} brought in.`);
}

// Each card of a submit has a number of its own, the same one when it is sent again.
function idOf(submission: string, n: number): string {
  const hex = createHash('sha256').update(`${submission} ${n}`).digest('hex');
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
