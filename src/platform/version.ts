import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project-root.js';

const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string };

/** The commit that was built, `.dirty` behind it where files had changed since; undefined where the build could not know it. */
export const COMMIT = commitIn(join(import.meta.dirname, '..', '..', 'commit'));

/** What runs: the version of package.json and, where it is known, the commit. */
export const VERSION = COMMIT ? `${version}+${COMMIT}` : version;

/** The commit that a build has written down; code that was not built, or whose builder did not say, has none. */
export function commitIn(file: string): string | undefined {
  try {
    return /^[0-9a-f]{7,40}(\.dirty)?$/.exec(readFileSync(file, 'utf8').trim())?.[0];
  } catch {
    return undefined;
  }
}
