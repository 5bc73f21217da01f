import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Config, readConfig } from '../src/config.js';
import { StorageAway } from '../src/platform/storage/away.js';
import { bucketStore } from '../src/platform/storage/bucket-store.js';
import { type StoredFile, storedName } from '../src/platform/storage/files.js';
import { openFolder } from '../src/platform/storage/folder.js';
import { folderStore } from '../src/platform/storage/folder-store.js';
import { openS3 } from '../src/platform/storage/s3.js';
import type { Store } from '../src/platform/storage/store.js';
import { log, plainScript, ScriptFault } from './support/script.js';

const AT_ONCE = 8;
const TOLD_EACH = 1_000;
type Done = { copied: number; there: number; bytes: number };

await plainScript(
  {
    usage:
      'Copies stored files from one folder or bucket into another: before STORAGE_PATH or STORAGE_DRIVER is changed, and once more with the app stopped. Each copy is read again and compared; what is there already is left alone; nothing is removed.',
    options: {
      from: {
        type: 'string',
        help: 'the folder where files lie now, or s3 for the bucket that STORAGE_S3_… names',
        required: true,
      },
      to: { type: 'string', help: 'the folder that they are to lie in, or s3', required: true },
    },
  },
  async (args) => {
    if (args.from !== 's3' && !existsSync(args.from)) throw new ScriptFault('--from is no folder.');
    const config = [args.from, args.to].includes('s3') ? readConfig() : undefined;
    const [from, to] = [storeOf(args.from, config), storeOf(args.to, config)];
    if (from.label === to.label) throw new ScriptFault('--from and --to are the same.');
    const own = await mkdtemp(join(tmpdir(), 'mouse-migrate-'));
    try {
      const { copied, there, bytes } = await copyAll(from, to, own);
      console.log(`${copied} files copied (${(bytes / 1024 / 1024).toFixed(1)} MB), ${there} were there already.`);
    } catch (error) {
      if (!(error instanceof StorageAway)) throw error;
      throw new ScriptFault(`${error.message}. Run it again; what was copied stays.`);
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  },
);

function storeOf(where: string, config: Config | undefined): Store {
  if (where !== 's3' || !config) return folderStore(openFolder(resolve(where)));
  if (!config.storage.s3) throw new ScriptFault('s3 is no bucket yet: set STORAGE_S3_BUCKET and what belongs to it.');
  return bucketStore(openS3(config.storage.s3));
}

async function copyAll(from: Store, to: Store, own: string): Promise<Done> {
  const done: Done = { copied: 0, there: 0, bytes: 0 };
  const one = async (file: StoredFile) => {
    const name = storedName(file.id, file.rendition);
    if ((await to.read(name))?.size === file.size) done.there += 1;
    else {
      await copyOne(from, to, name, join(own, `${file.id}.${file.rendition}`));
      done.copied += 1;
      done.bytes += file.size;
    }
    if ((done.copied + done.there) % TOLD_EACH === 0) log.info(`${done.copied} copied, ${done.there} there already`);
  };
  let batch: StoredFile[] = [];
  for await (const file of from.list()) {
    batch.push(file);
    if (batch.length < AT_ONCE) continue;
    await Promise.all(batch.map(one));
    batch = [];
  }
  await Promise.all(batch.map(one));
  return done;
}

// By a file of this machine: a bucket wants to know what comes before it comes.
async function copyOne(from: Store, to: Store, name: string, temporary: string): Promise<void> {
  const came = await from.read(name);
  if (!came) return;
  const hash = createHash('sha256');
  await pipeline(came.body, seenBy(hash), createWriteStream(temporary));
  await to.copy(temporary, name);
  await rm(temporary, { force: true });
  const copy = createHash('sha256');
  for await (const piece of (await to.read(name))?.body ?? []) copy.update(piece);
  if (copy.digest('hex') === hash.digest('hex')) return;
  await to.remove(name);
  throw new ScriptFault(`${name} was another file when it was read again in ${to.label}: it was removed there.`);
}

function seenBy(hash: ReturnType<typeof createHash>) {
  return async function* (source: AsyncIterable<Buffer>) {
    for await (const piece of source) {
      hash.update(piece);
      yield piece;
    }
  };
}
