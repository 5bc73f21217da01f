import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { TableFault, type WholeSource } from '../table.js';

/** A file in an archive, with the sizes that the archive states. */
export type Part = { name: string; packed: number; unpacked: number };

const MOST_PARTS = 2_000;
// Sheets are packed to a tenth, those that repeat much to a fiftieth.
const HIGHEST_RATIO = 200;
const HARMLESS = 10 * 1024 * 1024;
const DAMAGED = 'This workbook is damaged and cannot be unpacked. Save it once more.';
const BOMB = 'This workbook unpacks to more than can be read. Save the table as .csv and choose that file.';

/** What an archive holds, by its directory; nothing is unpacked for it. */
export async function partsOf(source: WholeSource): Promise<Map<string, Part>> {
  const parts = new Map<string, Part>();
  for await (const { entry } of entriesOf(source)) {
    const { fileName: name, compressedSize: packed, uncompressedSize: unpacked } = entry;
    parts.set(name, { name, packed, unpacked });
    if (parts.size > MOST_PARTS) throw new TableFault(BOMB);
  }
  return parts;
}

/**
 * Unpacks a part piece by piece. One that says to be larger than `most`, or is packed beyond belief, is refused before; one that
 * turns out larger than it says breaks off.
 */
export async function* unpacked(source: WholeSource, part: Part, most: number): AsyncGenerator<Buffer> {
  if (part.unpacked > Math.min(most, Math.max(HARMLESS, part.packed * HIGHEST_RATIO))) throw new TableFault(BOMB);
  for await (const { archive, entry } of entriesOf(source)) {
    if (entry.fileName !== part.name) continue;
    try {
      return yield* await archive.openReadStreamPromise(entry);
    } catch (error) {
      throw inWords(error);
    }
  }
}

async function* entriesOf(source: WholeSource): AsyncGenerator<{ archive: ZipFile; entry: Entry }> {
  let archive: ZipFile | undefined;
  try {
    archive = await opened(source);
    for await (const entry of archive.eachEntry()) yield { archive, entry };
  } catch (error) {
    throw inWords(error);
  } finally {
    archive?.close();
  }
}

function opened(source: WholeSource): Promise<ZipFile> {
  const options = { autoClose: false, lazyEntries: true };
  return 'bytes' in source ? fromBufferPromise(source.bytes, options) : openPromise(source.path, options);
}

// Faults of the archive have no code, or zlib's; those of the disk have one.
function inWords(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof TableFault) return error;
  return 'code' in error && !String(error.code).startsWith('Z_') ? error : new TableFault(DAMAGED);
}
