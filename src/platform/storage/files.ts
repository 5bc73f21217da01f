import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Folder, isMissing } from './folder.js';

/** What is kept under an attachment's id: the bytes as they came, and what was made of a picture. */
export const RENDITIONS = ['original', 'thumbnail', 'large'] as const;
export type Rendition = (typeof RENDITIONS)[number];
export type StoredFile = { id: string; rendition: Rendition; size: number; mtimeMs: number };

const ARRIVING = 'arriving';
const SWEPT = 'swept';
const PIECE = 256 * 1024;
const STORED = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:\.(thumbnail|large))?$/;

/** Where a file lies in its folder. By the id's end: its beginning is the time, and one folder would hold all of a year. */
export function nameOf(id: string, rendition: Rendition): string {
  const file = rendition === 'original' ? id : `${id}.${rendition}`;
  return join(id.slice(-4, -2), id.slice(-2), file);
}

/** Opens a new temporary file in the folder, for its owner alone. */
export async function arrivingIn(folder: Folder, id: string): Promise<{ path: string; file: FileHandle }> {
  const path = folder.path(join(ARRIVING, id));
  await folder.recognise();
  await folder.must(() => mkdir(dirname(path), { recursive: true, mode: 0o700 }));
  return { path, file: await folder.must(() => open(path, 'wx', 0o600)) };
}

/** Writes the bytes to the disk, and answers what they were. */
export async function takeIn(
  file: FileHandle,
  source: AsyncIterable<Buffer>,
): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const piece of source) {
      hash.update(piece);
      size += piece.length;
      await file.writeFile(piece);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { size, sha256: hash.digest('hex') };
}

/** Moves a file of this machine to its name in the folder: whole and on the disk, or not at all. */
export async function place(folder: Folder, from: string, name: string): Promise<void> {
  await folder.recognise();
  const to = folder.path(name);
  await folder.must(() => mkdir(dirname(to), { recursive: true, mode: 0o700 }));
  const moved = await folder.must(() =>
    rename(from, to).then(
      () => true,
      (error) => {
        if (error.code === 'EXDEV') return false;
        throw error;
      },
    ),
  );
  if (moved) return syncFolder(folder, dirname(to));
  await copyInto(folder, from, name);
  await rm(from, { force: true });
}

/** Copies a file of this machine to its name in the folder. Piece by piece, each a step of its own: a slow share is not a silent one. */
export async function copyInto(folder: Folder, from: string, name: string): Promise<void> {
  const temporary = folder.path(join(ARRIVING, basename(name)));
  const to = folder.path(name);
  await folder.recognise();
  for (const it of [temporary, to]) await folder.must(() => mkdir(dirname(it), { recursive: true, mode: 0o700 }));
  const source = await open(from, 'r');
  try {
    const target = await folder.must(() => open(temporary, 'w', 0o600));
    try {
      for await (const piece of piecesOf(source, (work) => work())) await folder.must(() => target.writeFile(piece));
      await folder.must(() => target.sync());
    } finally {
      // Not a step: it must be closed also where nothing else is tried any more.
      void target.close().catch(() => undefined);
    }
    await folder.must(() => rename(temporary, to));
    await syncFolder(folder, dirname(to));
  } finally {
    await source.close();
  }
}

// Not every file system lets a folder be synchronised; the name is then as safe as it makes it.
async function syncFolder(folder: Folder, path: string): Promise<void> {
  await folder.must(async () => {
    const handle = await open(path, 'r');
    await handle.sync().catch(() => undefined);
    await handle.close();
  });
}

/** The file's size and bytes; undefined when the folder does not hold it. It is opened when its first byte is asked for. */
export async function readFrom(folder: Folder, name: string) {
  const path = folder.path(name);
  const found = await statOf(folder, path);
  // Nothing is said to be missing in a folder that is not mounted.
  if (!found) await folder.recognise();
  return found && { size: found.size, body: bytesOf(folder, path) };
}

async function* bytesOf(folder: Folder, path: string): AsyncGenerator<Buffer> {
  const file = await folder.step(() => open(path, 'r'));
  try {
    yield* piecesOf(file, folder.step);
  } finally {
    void file.close().catch(() => undefined);
  }
}

async function* piecesOf(file: FileHandle, step: Folder['step']): AsyncGenerator<Buffer> {
  for (;;) {
    const { bytesRead, buffer } = await step(() => file.read(Buffer.allocUnsafe(PIECE), 0, PIECE, null));
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Every file that has its name in the folder. */
export async function* listOf(folder: Folder): AsyncGenerator<StoredFile> {
  await folder.recognise();
  const names = (path: string) => folder.step(() => readdir(path));
  for (const outer of (await names(folder.root)).filter(isHexPair).sort()) {
    for (const inner of (await names(folder.path(outer))).filter(isHexPair).sort()) {
      for (const name of (await names(folder.path(join(outer, inner)))).sort()) {
        const [, id, rendition = 'original'] = STORED.exec(name) ?? [];
        if (!id) continue;
        const found = await statOf(folder, folder.path(join(outer, inner, name)));
        if (found) yield { id, rendition: rendition as Rendition, ...found };
      }
    }
  }
}

/** Removes the folder's temporary files that nobody has touched since `before`; answers how many. */
export async function dropStaleIn(folder: Folder, before: number): Promise<number> {
  await folder.recognise();
  let dropped = 0;
  for (const name of await namesIn(folder, ARRIVING)) {
    const path = folder.path(join(ARRIVING, name));
    const found = await statOf(folder, path);
    if (!found || found.mtimeMs >= before) continue;
    await folder.step(() => rm(path, { force: true }));
    dropped += 1;
  }
  return dropped;
}

/** Moves a file aside, to what was swept on that day (YYYY-MM-DD). One that is not there is no fault. */
export async function sweepIn(folder: Folder, name: string, day: string): Promise<void> {
  await moveIn(folder, name, join(SWEPT, day, basename(name)));
}

/** Every file that was moved aside. */
export async function* sweptIn(folder: Folder): AsyncGenerator<{ id: string }> {
  await folder.recognise();
  for (const day of await sweptDays(folder)) {
    for (const name of await namesIn(folder, join(SWEPT, day))) {
      const id = STORED.exec(name)?.[1];
      if (id) yield { id };
    }
  }
}

/** Removes what was moved aside before that day, file by file: each is a step of its own. */
export async function dropSweptIn(folder: Folder, before: string): Promise<void> {
  for (const day of (await sweptDays(folder)).filter((it) => it < before)) {
    for (const name of await namesIn(folder, join(SWEPT, day)))
      await folder.step(() => rm(folder.path(join(SWEPT, day, name)), { recursive: true, force: true }));
    await folder.step(() => rmdir(folder.path(join(SWEPT, day))));
  }
}

/** Gives a file that was moved aside its place again; answers whether there was one. */
export async function takeBackIn(folder: Folder, name: string): Promise<boolean> {
  for (const day of await sweptDays(folder))
    if (await moveIn(folder, join(SWEPT, day, basename(name)), name)) return true;
  return false;
}

async function sweptDays(folder: Folder): Promise<string[]> {
  return (await namesIn(folder, SWEPT)).filter((name) => /^\d{4}-\d\d-\d\d$/.test(name));
}

async function moveIn(folder: Folder, from: string, to: string): Promise<boolean> {
  if (!(await statOf(folder, folder.path(from)))) return false;
  await folder.must(() => mkdir(dirname(folder.path(to)), { recursive: true, mode: 0o700 }));
  return folder.step(() => rename(folder.path(from), folder.path(to))).then(() => true, missingIs(false));
}

/** The file's size and age; undefined where there is none. */
export async function statOf(folder: Folder, path: string): Promise<{ size: number; mtimeMs: number } | undefined> {
  return folder.step(() => stat(path)).then(({ size, mtimeMs }) => ({ size, mtimeMs }), missingIs(undefined));
}

/** Whether this machine has a file of that path. */
export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function namesIn(folder: Folder, path: string): Promise<string[]> {
  return folder.step(() => readdir(folder.path(path))).then((names) => names.sort(), missingIs([]));
}

/** For a step's failure: the value where something is not there, which is an answer. */
function missingIs<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (isMissing(error)) return value;
    throw error;
  };
}

function isHexPair(name: string): boolean {
  return /^[0-9a-f]{2}$/.test(name);
}
