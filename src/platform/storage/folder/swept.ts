import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { renditionOf } from '../files.js';
import type { Folder } from '../folder.js';
import { missingIs, namesIn, statOf } from './look.js';

const SWEPT = 'swept';

/** Moves a file aside, to what was swept on that day (YYYY-MM-DD). One that is not there is no fault. */
export async function sweepIn(folder: Folder, name: string, day: string): Promise<void> {
  await moveIn(folder, name, join(SWEPT, day, basename(name)));
}

/** Every file that was moved aside. */
export async function* sweptIn(folder: Folder): AsyncGenerator<{ id: string }> {
  await folder.recognise();
  for (const day of await sweptDays(folder)) {
    for (const name of await namesIn(folder, join(SWEPT, day))) {
      const id = renditionOf(name)?.id;
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
