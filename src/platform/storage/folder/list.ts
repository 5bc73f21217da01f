import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { renditionOf, type StoredFile } from '../files.js';
import type { Folder } from '../folder.js';
import { statOf } from './look.js';

/** Every file that has its name in the folder. */
export async function* listOf(folder: Folder): AsyncGenerator<StoredFile> {
  await folder.recognise();
  for await (const path of pathsOf(folder)) {
    const file = renditionOf(basename(path));
    const found = file && (await statOf(folder, folder.path(path)));
    if (found) yield { ...file, ...found };
  }
}

async function* pathsOf(folder: Folder): AsyncGenerator<string> {
  for (const outer of (await namesOf(folder, '.')).filter(isHexPair)) {
    for (const inner of (await namesOf(folder, outer)).filter(isHexPair)) {
      for (const name of await namesOf(folder, join(outer, inner))) yield join(outer, inner, name);
    }
  }
}

// What is not there is a fault here: nothing may be left out of a list.
async function namesOf(folder: Folder, path: string): Promise<string[]> {
  return (await folder.step(() => readdir(folder.path(path)))).sort();
}

function isHexPair(name: string): boolean {
  return /^[0-9a-f]{2}$/.test(name);
}
