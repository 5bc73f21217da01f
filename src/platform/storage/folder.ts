import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder that cannot be used now: not mounted, silent, full, or read-only. */
export class FolderAway extends Error {
  override name = 'FolderAway';
}

export type Folder = ReturnType<typeof openFolder>;

type Options = {
  /** A file elsewhere that keeps which folder was in use: one that has lost its mark is not mounted. */
  seen?: string;
  changed?(answers: boolean, fault: string): void;
};

const SILENT_MS = 2_000;
const ASK_AGAIN_MS = 5_000;
/** Each step that hangs holds one of the process's four threads for files: a dead mount must not take them all. */
const AT_ONCE = 2;
/** Tells our folder from the empty place where a share is to be mounted. */
export const MARK = '.mouse-domination';

/**
 * A folder that may be a share of the network. Its steps throw `FolderAway` when the disk refuses or says nothing for 2 s, and
 * from then on at once, until it was asked again; a file that is not there is an answer.
 */
export function openFolder(root: string, { seen, changed }: Options = {}) {
  let answering: boolean | undefined;
  let askAgainAt = 0;
  let running = 0;
  const waiting: { begin(): void; giveUp(error: Error): void }[] = [];
  let asking: Promise<boolean> | undefined;

  function turn(): Promise<void> {
    if (running < AT_ONCE) {
      running += 1;
      return Promise.resolve();
    }
    return new Promise((begin, giveUp) => waiting.push({ begin, giveUp }));
  }

  // The place is free when the step ends, not when we stopped waiting for it.
  function free(): void {
    const next = waiting.shift();
    if (next) next.begin();
    else running -= 1;
  }

  async function step<T>(work: () => Promise<T>): Promise<T> {
    if (answering === false && Date.now() < askAgainAt) throw new FolderAway(`${root} does not answer`);
    if (answering === false && running >= AT_ONCE) throw left(new Error('its last steps have not ended'));
    await turn();
    try {
      return await soon(work().finally(free));
    } catch (error) {
      throw isMissing(error) ? error : left(error as Error);
    }
  }

  /** A step of writing: there, what is missing is the folder itself. */
  async function must<T>(work: () => Promise<T>): Promise<T> {
    return step(work).catch((error: Error) => {
      throw left(error);
    });
  }

  function left(error: Error): FolderAway {
    const away = error instanceof FolderAway ? error : new FolderAway(`${root}: ${error.message}`, { cause: error });
    if (answering !== false) changed?.(false, away.message);
    answering = false;
    askAgainAt = Date.now() + ASK_AGAIN_MS;
    for (const { giveUp } of waiting.splice(0)) giveUp(away);
    return away;
  }

  function arrived(): void {
    if (answering === false) changed?.(true, '');
    answering = true;
  }

  async function ask(): Promise<boolean> {
    askAgainAt = 0;
    try {
      await must(() => recognise(root, seen));
      await must(() => tryWriting(root));
      arrived();
      return true;
    } catch {
      return false;
    }
  }

  return {
    root,
    path: (name: string) => join(root, name),
    step,
    must,
    /** Makes sure that it is our folder before something is written, or is said to be missing; the first use makes it. */
    async recognise(): Promise<void> {
      await must(() => recognise(root, seen));
      arrived();
    },
    /** Whether a file can be written there, asked now; false after `timeoutMs`. */
    async answers(timeoutMs = SILENT_MS): Promise<boolean> {
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return soon(asking, timeoutMs).catch(() => false);
    },
  };
}

/** Whether an error says that a file or a folder is not there. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException | null)?.code ?? '');
}

async function recognise(root: string, seen: string | undefined): Promise<void> {
  if ((await textOf(join(root, MARK))) === undefined) {
    const before = seen && (await textOf(seen));
    if (before === root) throw new FolderAway(`${root} has lost its ${MARK}: it is not mounted, or was emptied`);
    await mkdir(root, { recursive: true, mode: 0o700 });
    await writeFile(join(root, MARK), 'Mouse Domination keeps attached files here. Leave this file alone.\n', {
      mode: 0o600,
    });
  }
  // Only to recognise it later: where this cannot be written, files are kept all the same.
  if (seen && (await textOf(seen)) !== root) await writeFile(seen, root, { mode: 0o600 }).catch(() => undefined);
}

async function tryWriting(root: string): Promise<void> {
  const probe = join(root, `.probe-${randomUUID()}`);
  try {
    await writeFile(probe, 'probe', { flag: 'wx', mode: 0o600 });
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

async function soon<T>(work: Promise<T>, ms = SILENT_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new FolderAway(`no answer within ${ms / 1000} s`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
