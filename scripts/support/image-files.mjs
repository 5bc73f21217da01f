import { chownSync, copyFileSync, cpSync, linkSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

/** Which files of the working folder .dockerignore lets in: the last pattern that names a path or a folder above it decides. */
export function contextFilter() {
  const lines = readFileSync('.dockerignore', 'utf8').split('\n');
  const patterns = lines.filter((line) => /^[^#\s]/.test(line)).map(pattern);
  return (path) => {
    const name = relative(process.cwd(), path);
    return name === '' || patterns.findLast(({ names }) => names.test(name))?.lets !== false;
  };
}

function pattern(line) {
  const [, not, glob] = /^(!?)(.*?)\s*$/.exec(line);
  if (/[[\]\\]/.test(glob) || (not && glob.includes('/'))) throw new Error(`.dockerignore: ${line} is not understood.`);
  const source = glob
    .replace(/[.+^$(){}|]/g, '\\$&')
    .replaceAll('**/', '<any>')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replaceAll('<any>', '(.*/)?');
  return { names: new RegExp(`^${source}(/.*)?$`), lets: not === '!' };
}

/** What --chown does, where this process may; else says that it did not. */
export function giveTo(owner, path) {
  const [, user, group] = /^(\d+):(\d+)$/.exec(owner) ?? [];
  if (!user) throw new Error(`--chown=${owner} is not two numbers; the image's names of users are not known here.`);
  if (process.getuid?.() !== 0) return console.error(`  not root: ${basename(path)} is not given to ${owner}`);
  for (const name of ['.', ...readdirSync(path, { recursive: true })])
    chownSync(join(path, name), Number(user), Number(group));
}

// Of tools that ran here; `npm ci` brings none.
const CACHES = ['.cache', '.vite'];

/**
 * A folder again, by hard links. Removing a link leaves the original alone, writing into it would not: npm writes its own
 * list in place, so that one is copied.
 */
export function linkTree(from, to) {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (CACHES.includes(entry.name)) continue;
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isSymbolicLink()) cpSync(source, target, { verbatimSymlinks: true });
    else if (entry.name === '.package-lock.json') copyFileSync(source, target);
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source, target) {
  try {
    linkSync(source, target);
  } catch (error) {
    if (!['EXDEV', 'EPERM'].includes(error.code)) throw error;
    copyFileSync(source, target);
  }
}
