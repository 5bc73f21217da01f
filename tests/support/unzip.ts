import { promisify } from 'node:util';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';

/** What an archive holds, by its paths, as text. */
export async function unzip(body: Buffer): Promise<Map<string, string>> {
  const zip = (await promisify(
    fromBuffer as (b: Buffer, o: object, done: (e: Error | null, z: ZipFile) => void) => void,
  )(body, { lazyEntries: true })) as ZipFile;
  const found = new Map<string, string>();
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) =>
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('error', reject);
        stream.on('end', () => {
          found.set(entry.fileName, Buffer.concat(parts).toString());
          zip.readEntry();
        });
      }),
    );
    zip.readEntry();
  });
  return found;
}
