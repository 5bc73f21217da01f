import type { S3Settings } from '../../config.js';
import { StorageAway } from '../storage/away.js';
import { openS3 } from '../storage/s3.js';
import { BackupFault } from './fault.js';
import { newestFirst, takenAtOf } from './names.js';
import type { BackupPlace, KeptBackup } from './place.js';

/** A bucket of an S3 server, or what is below a prefix in it, as a place for backups. */
export function bucketPlace(settings: S3Settings, prefix: string): BackupPlace {
  const s3 = openS3(settings);
  const label = `s3://${settings.bucket}/${prefix}`;
  return {
    label,
    async list() {
      const kept: KeptBackup[] = [];
      for await (const { key, size } of inWords(s3.list(prefix))) {
        const name = key.slice(prefix.length);
        const takenAt = name.includes('/') ? undefined : takenAtOf(name);
        if (takenAt) kept.push({ name, takenAt, bytes: size });
      }
      return newestFirst(kept);
    },
    async write(name, source) {
      let bytes = 0;
      async function* counted(): AsyncGenerator<Buffer> {
        for await (const piece of source) {
          bytes += piece.length;
          yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
        }
      }
      try {
        await s3.upload(`${prefix}${name}`, counted(), { size: MOST_BYTES });
      } catch (error) {
        if (!(error instanceof StorageAway)) throw error;
        throw new BackupFault(
          `The backup could not be written: ${error.message}. What was begun is removed; older backups are as they were.`,
        );
      }
      return { path: `${label}${name}`, bytes };
    },
    async open(from) {
      const name = from.startsWith(label) ? from.slice(label.length) : from;
      if (!takenAtOf(name) || name.includes('/')) return undefined;
      const read = () => s3.read(`${prefix}${name}`).catch(refuse);
      if (!(await read())) return undefined;
      return async function* bytes() {
        const found = await read();
        if (!found) throw new BackupFault(`${label}${name} is gone.`);
        yield* inWords(found.body);
      };
    },
    remove: (name) => s3.remove(`${prefix}${name}`).catch(refuse),
  };
}

/** How large one may get: parts are as large as so much in 9,000 of them. */
const MOST_BYTES = 70e9;

async function* inWords<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    refuse(error);
  }
}

function refuse(error: unknown): never {
  throw error instanceof StorageAway ? new BackupFault(`${error.message}.`, { cause: error }) : error;
}
