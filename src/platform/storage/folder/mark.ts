import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, StorageAway } from '../away.js';

/** Tells our folder from the empty place where a share is to be mounted. */
export const MARK = '.mouse-domination';
const WORDS = 'Mouse Domination keeps attached files here. Leave this file alone.\n';

/** Makes sure that it is our folder; `seen` is a file elsewhere that keeps which one was. The first use makes it. */
export async function recognise(root: string, seen: string | undefined): Promise<void> {
  if ((await textOf(join(root, MARK))) === undefined) {
    const before = seen && (await textOf(seen));
    if (before === root) throw new StorageAway(`${root} has lost its ${MARK}: it is not mounted, or was emptied`);
    await mkdir(root, { recursive: true, mode: 0o700 });
    await writeFile(join(root, MARK), WORDS, { mode: 0o600 });
  }
  // Only to recognise it later: where this cannot be written, files are kept all the same.
  if (seen && (await textOf(seen)) !== root) await writeFile(seen, root, { mode: 0o600 }).catch(() => undefined);
}

/** Throws where no file can be written, or is another when it is read. */
export async function tryWriting(root: string): Promise<void> {
  const probe = join(root, `.probe-${randomUUID()}`);
  try {
    await writeFile(probe, 'probe', { flag: 'wx', mode: 0o600 });
    if ((await readFile(probe, 'utf8')) !== 'probe') throw new Error('what was written is read as something else');
  } finally {
    await rm(probe, { force: true });
  }
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
}
