import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { shared } from '../shared.js';
import { StorageAway } from './away.js';
import { renditionOf, type StoredFile } from './files.js';
import { type Changed, openAnswering } from './folder/answering.js';
import { soon } from './folder/soon.js';
import type { S3 } from './s3.js';
import type { Store } from './store.js';

const FILES = 'files/';
const SWEPT = 'swept/';
const PROBES = 'probes/';
/** Written to see whether anything can be. */
const MARK = '.mouse-domination';

/** What takes longer is not waited for by a person: the file is kept on this machine, and moved later. */
const PLACING_MS = 5_000;
const HURRY_AGAIN_MS = 30_000;

/** A bucket as a store. What does not answer, or refuses, is left alone for a while, as a folder is. */
export function bucketStore(s3: S3, changed?: Changed): Store {
  const { step, stepByStep, arrived, mayBeAsked } = openSteps(s3.label, changed);
  let hurryAgainAt = 0;

  const asked = shared(async () => {
    mayBeAsked();
    try {
      await step(() => s3.upload(MARK, only('Mouse Domination keeps attached files here.\n')));
      arrived();
      return true;
    } catch {
      return false;
    }
  });
  async function tryOut(): Promise<void> {
    mayBeAsked();
    const key = `${PROBES}${randomUUID()}`;
    await step(async () => {
      await s3.upload(key, only('probe'));
      const found = await s3.read(key);
      const text = found && (await textOf(found.body));
      await s3.remove(key);
      if (text !== 'probe') throw new StorageAway(`${s3.label}: what was written is not what is read`);
    });
    arrived();
  }
  async function send(from: string, name: string, signal?: AbortSignal): Promise<void> {
    await step(() => s3.upload(keyOf(name), fileBytes(from), { signal }), signal);
    arrived();
  }

  return {
    label: s3.label,
    tryOut,
    async answers(timeoutMs) {
      return soon(asked(), timeoutMs).catch(() => false);
    },
    async place(from, name) {
      if (Date.now() < hurryAgainAt) throw new StorageAway(`${s3.label} is too slow for whoever waits`);
      const hurry = AbortSignal.timeout(PLACING_MS);
      await send(from, name, hurry).catch((error) => {
        if (hurry.aborted) hurryAgainAt = Date.now() + HURRY_AGAIN_MS;
        throw error;
      });
      await rm(from, { force: true });
    },
    copy: (from, name) => send(from, name),
    async read(name) {
      const found = await step(() => s3.read(keyOf(name)));
      return found && { size: found.size, body: stepByStep(found.body) };
    },
    remove: (name) => step(() => s3.remove(keyOf(name))),
    async *list() {
      for await (const { key, size, mtimeMs } of s3.list(FILES)) {
        const file = renditionOf(basename(key));
        if (file) yield { ...file, size, mtimeMs } satisfies StoredFile;
      }
    },
    async sweep(name, day) {
      await step(() => move(keyOf(name), `${sweptAs(name)}${day}`));
    },
    async *swept() {
      for await (const { key } of s3.list(SWEPT)) {
        const id = renditionOf(key.split('/')[1] ?? '')?.id;
        if (id) yield { id };
      }
    },
    async takeBack(name) {
      return step(async () => {
        for await (const { key } of s3.list(sweptAs(name))) if (await move(key, keyOf(name))) return true;
        return false;
      });
    },
    async dropSwept(before) {
      await step(async () => {
        for await (const { key } of s3.list(SWEPT)) if (basename(key) < before) await s3.remove(key);
      });
    },
  };

  async function move(from: string, to: string): Promise<boolean> {
    if (!(await s3.copy(from, to))) return false;
    await s3.remove(from);
    return true;
  }
}

const keyOf = (name: string) => `${FILES}${name}`;
/** By the file, then by the day: what is asked for is found without a look at all that was swept. */
const sweptAs = (name: string) => `${SWEPT}${basename(name)}/`;

function openSteps(label: string, changed: Changed | undefined) {
  const { isLeftAlone, left, arrived, mayBeAsked } = openAnswering(changed);
  async function step<T>(work: () => Promise<T>, hurry?: AbortSignal): Promise<T> {
    if (isLeftAlone()) throw new StorageAway(`${label} does not answer`);
    try {
      return await work();
    } catch (error) {
      // Who was in a hurry has learnt nothing of the bucket but that it is slow.
      if (error instanceof StorageAway && !hurry?.aborted) left(error.message);
      throw error;
    }
  }
  async function* stepByStep<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
    const all = items[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await step(() => all.next());
        if (done) return;
        yield value;
      }
    } finally {
      await all.return?.();
    }
  }
  return { step, stepByStep, arrived, mayBeAsked };
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

async function* only(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

// What this machine's disk says against it is no fault of the bucket's.
async function* fileBytes(path: string): AsyncGenerator<Buffer> {
  for await (const piece of createReadStream(path)) yield piece as Buffer;
}
