import { createHash, type Hash } from 'node:crypto';
import { type Entry, entriesOf, type Source, textOf } from './archive-reader.js';
import { BackupFault } from './fault.js';
import { MANIFEST, type Manifest, readManifest } from './manifest.js';
import { fileOf, tableOf } from './names.js';

type Part = { bytes: number; sha256: string };
const NOTHING: Part = { bytes: 0, sha256: createHash('sha256').digest('hex') };

/** Reads the whole archive, writes nothing, and answers its manifest once every part of it is what the manifest says. */
export async function checkArchive(source: Source, key: string | undefined): Promise<Manifest> {
  const found = partsBeingRead();
  let manifest: Manifest | undefined;
  for await (const entry of entriesOf(source, key)) {
    if (manifest) throw new BackupFault('This backup is damaged: something stands behind its manifest.');
    if (entry.name === MANIFEST) manifest = readManifest(await textOf(entry.body));
    else await found.read(entry);
  }
  if (!manifest) throw new BackupFault('This backup was cut off: its end is missing.');
  compare(manifest, found.parts());
  return manifest;
}

/** Adds the entries up to the parts that they are pieces of; the pieces of a part come one behind the other. */
function partsBeingRead() {
  const done = new Map<string, Part>();
  let open: { part: string; hash: Hash; bytes: number } | undefined;
  const close = () => {
    if (open && done.has(open.part)) throw damaged(`the ${open.part}`);
    if (open) done.set(open.part, { bytes: open.bytes, sha256: open.hash.digest('hex') });
    open = undefined;
  };
  return {
    async read({ name, body }: Entry): Promise<void> {
      const part = partOf(name);
      if (open?.part !== part) {
        close();
        open = { part, hash: createHash('sha256'), bytes: 0 };
      }
      for await (const piece of body) {
        open.hash.update(piece);
        open.bytes += piece.length;
      }
    },
    parts(): Map<string, Part> {
      close();
      return done;
    },
  };
}

function partOf(entry: string): string {
  const [table, file] = [tableOf(entry), fileOf(entry)];
  if (table) return `table ${table}`;
  if (file) return `file ${file}`;
  throw new BackupFault(`This backup is damaged: it holds ${JSON.stringify(entry)}, which is no part of one.`);
}

function compare({ tables, files }: Manifest, parts: Map<string, Part>): void {
  for (const table of tables) take(parts, `table ${table.name}`, table);
  for (const file of files) take(parts, `file ${file.name}`, file);
  const [more] = parts.keys();
  if (more !== undefined) throw damaged(`the ${more}`);
}

// An empty table has no pieces.
function take(parts: Map<string, Part>, name: string, said: Part): void {
  const found = parts.get(name) ?? NOTHING;
  if (found.bytes !== said.bytes || found.sha256 !== said.sha256) throw damaged(`the ${name}`);
  parts.delete(name);
}

function damaged(what: string): BackupFault {
  return new BackupFault(`This backup is damaged: ${what} is not what its manifest says.`);
}
