import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { storedName } from '../src/platform/storage/files.js';
import { listOf } from '../src/platform/storage/folder/list.js';
import { statOf } from '../src/platform/storage/folder/look.js';
import { copyInto } from '../src/platform/storage/folder/place.js';
import { FolderAway, openFolder } from '../src/platform/storage/folder.js';
import { plainScript, ScriptFault } from './support/script.js';

await plainScript(
  {
    usage:
      'Copies stored files from one folder into another: before STORAGE_PATH is changed, and once more with the app stopped. What is there already is left alone; nothing is removed.',
    options: {
      from: {
        type: 'string',
        help: 'the folder that STORAGE_PATH, or STORAGE_FALLBACK_PATH, names now',
        required: true,
      },
      to: { type: 'string', help: 'the folder that STORAGE_PATH is to name', required: true },
    },
  },
  async (args) => {
    if (!existsSync(args.from)) throw new ScriptFault('--from is no folder.');
    const [from, to] = [openFolder(resolve(args.from)), openFolder(resolve(args.to))];
    if (from.root === to.root) throw new ScriptFault('--from and --to are the same folder.');
    let [copied, there, bytes] = [0, 0, 0];
    try {
      for await (const { id, rendition, size } of listOf(from)) {
        const name = storedName(id, rendition);
        if ((await statOf(to, to.path(name)))?.size === size) there += 1;
        else {
          await copyInto(to, from.path(name), name);
          [copied, bytes] = [copied + 1, bytes + size];
        }
      }
    } catch (error) {
      throw error instanceof FolderAway
        ? new ScriptFault(`${error.message}. Run it again; what was copied stays.`)
        : error;
    }
    console.log(`${copied} files copied (${(bytes / 1024 / 1024).toFixed(1)} MB), ${there} were there already.`);
  },
);
