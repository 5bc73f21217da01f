import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectRoot } from '../../platform/project-root.js';
import { compile } from './compile.js';
import type { Blocks, Context } from './print.js';
import * as printing from './print.js';

export type Filters = Record<string, (...given: never[]) => unknown>;

/** A template that can be printed; `own` are its macros and what else it sets for those that import it. */
type File = { own: Context; wants: string[]; imports: string[]; print(c: Context, inner?: Blocks): string };
type Given = typeof printing & { fileNamed(name: string): File; filters: Filters; own: Context };
type FileCode = (given: Given) => Omit<File, 'own'>;
/** What scripts/build.mjs has made of the templates: the code of each, and the hash of what it was made of. */
type Compiled = Record<string, { of: string; code: FileCode } | undefined>;

/**
 * The templates of a folder. One that says what it said when it was built is not compiled again: that took a start a second. Throws
 * where one of them calls what is not there, or is no template.
 */
export function loadViews(
  folder: string,
  filters: Filters,
  globals: Context,
): (name: string, context: object) => string {
  const compiled = readCompiled();
  const files = new Map<string, File>();
  const fileNamed = (name: string): File => {
    const known = files.get(name);
    if (known) return known;
    const own = { ...globals };
    const file = { own } as File;
    files.set(name, file);
    return Object.assign(file, codeOf(folder, name, compiled)({ ...printing, fileNamed, filters, own }));
  };
  for (const name of viewNames(folder)) fileNamed(name);
  const imported = new Set<File>();
  for (const [name, { wants, imports }] of files) {
    const missing = wants.find((it) => !(it in globals));
    if (missing) throw new Error(`${name} calls ${missing}, which it does not import`);
    for (const it of imports) imported.add(fileNamed(it));
  }
  // What a file sets is there for its macros, and for those that import it.
  for (const { own, print } of imported) print(own);
  return (name, context) => fileNamed(name).print(Object.assign({ ...globals }, context));
}

/** The names of all templates below a folder. */
export function viewNames(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.njk'));
}

function codeOf(folder: string, name: string, compiled: Compiled): FileCode {
  const file = join(folder, name);
  if (!existsSync(file)) throw new Error(`no template is called "${name}"`);
  const text = readFileSync(file, 'utf8');
  const built = compiled[name];
  if (built?.of === createHash('sha256').update(text).digest('hex')) return built.code;
  return new Function(`return ${compile(name, text)}`)();
}

function readCompiled(): Compiled {
  const file = join(projectRoot, 'dist', 'views.cjs');
  return existsSync(file) ? createRequire(import.meta.url)(file) : {};
}
