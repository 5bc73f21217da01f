import { partName, type ZipBytes, zipOf } from '../../http/zip.js';
import type { StreamDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Storage } from '../../platform/storage/storage.js';
import type { Kind } from '../../records/kinds.js';
import { csvOfTable, jsonOf, type OwnTable, ownTables } from './dump.js';

/** What an archive is made with; `done` hears of each part that is in, and of how many there are. */
type ArchiveParts = {
  storage: Storage;
  kinds: readonly Kind[];
  profile: object;
  signal: AbortSignal;
  done(parts: number, of: number): Promise<void>;
};
type OwnFile = { id: string; name: string; in_fallback: boolean; at: Date };

const FILES_AT_ONCE = 200;
const OWN_FILES = sql`from attachments t where (t.user_id = app_user_id() or t.author_id = app_user_id()) and t.deleted_at is null`;

/** Everything of a person's own as a ZIP, made as it is read: each table as JSON and as CSV, then the files. */
export async function* archiveOf(db: StreamDoor, parts: ArchiveParts): AsyncGenerator<Buffer> {
  const tables = await ownTables(db);
  const files = (await db.row<{ n: number }>(sql`select count(*)::int as n ${OWN_FILES}`))?.n ?? 0;
  const texts = [
    { path: 'read-me.txt', text: READ_ME },
    { path: 'account.json', text: `${JSON.stringify(parts.profile, null, 2)}\n` },
  ];
  yield* zipOf(texts, entriesOf(db, tables, files, parts), (missing) =>
    missing.length > 0
      ? { path: 'files-missing.txt', text: `These were not to be had:\r\n${missing.join('\r\n')}\r\n` }
      : undefined,
  );
}

async function* entriesOf(
  db: StreamDoor,
  tables: readonly OwnTable[],
  files: number,
  { storage, kinds, signal, done }: ArchiveParts,
): AsyncGenerator<ZipBytes> {
  const at = new Date();
  let parts = 0;
  const next = async () => {
    signal.throwIfAborted();
    await done(parts, tables.length + files);
    parts += 1;
  };
  for (const table of tables) {
    await next();
    const name = kinds.find((kind) => kind.table === table.name)?.name ?? table.name;
    yield { path: `${name}.json`, at, compress: true, read: async () => jsonOf(db, table) };
    yield { path: `${name}.csv`, at, compress: true, read: async () => csvOfTable(db, table) };
  }
  const query = sql`select t.id::text, t.name, t.in_fallback, t.created_at as at ${OWN_FILES} order by t.id`;
  for await (const batch of db.batches<OwnFile>(query, FILES_AT_ONCE)) {
    for (const file of batch) {
      await next();
      // By its id, as it stands in attachments.csv: two files of one name are two.
      yield {
        path: `files/${file.id}/${partName(file.name)}`,
        at: file.at,
        read: async () => (await storage.read(file.id, 'original', file.in_fallback))?.body,
      };
    }
  }
}

const READ_ME = [
  'Everything of your own, as it stood at one moment.',
  '',
  'Each kind of record, and each kind of row that belongs to one, is there as JSON and as CSV, with the names of its fields.',
  'What is in the trash is there too: deleted_at says since when. Amounts are decimals of their currency, rates are per cent.',
  'Notes and files that you added to records that all share are among yours; those records themselves are not.',
  'files/ holds each file in a folder that bears its id in attachments.csv.',
  '',
].join('\r\n');
