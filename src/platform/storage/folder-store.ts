import { rm } from 'node:fs/promises';
import { listOf } from './folder/list.js';
import { copyInto, placeFile } from './folder/place.js';
import { readFrom } from './folder/read.js';
import { dropSweptIn, sweepIn, sweptIn, takeBackIn } from './folder/swept.js';
import type { Folder } from './folder.js';
import type { Store } from './store.js';

/** A folder as a store. */
export function folderStore(folder: Folder): Store & Pick<Folder, 'path'> {
  return {
    label: folder.root,
    path: folder.path,
    answers: folder.answers,
    tryOut: folder.tryOut,
    place: (from, name) => placeFile(folder, from, name),
    copy: (from, name) => copyInto(folder, from, name),
    read: (name) => readFrom(folder, name),
    remove: (name) => folder.step(() => rm(folder.path(name), { force: true })),
    list: () => listOf(folder),
    sweep: (name, day) => sweepIn(folder, name, day),
    swept: () => sweptIn(folder),
    takeBack: (name) => takeBackIn(folder, name),
    dropSwept: (before) => dropSweptIn(folder, before),
  };
}
