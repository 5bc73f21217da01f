import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ILoader, LoaderSource } from 'nunjucks';
import { projectRoot } from '../platform/project-root.js';

/** What scripts/build.mjs has made of the templates: each as the functions that nunjucks makes of it, and the hash of its text. */
type Compiled = Record<string, { of: string; code(): object } | undefined>;

/**
 * The templates of a folder, for an environment that keeps them. A template that says what it said when it was built is not compiled
 * again: that took a start a second.
 */
export function viewLoader(folder: string): ILoader {
  const compiled = readCompiled();
  const texts = new Map(viewNames(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  return {
    getSource(name) {
      const text = texts.get(name);
      if (text === undefined) throw new Error(`no template is called "${name}"`);
      const built = compiled[name];
      const isAsBuilt = built?.of === createHash('sha256').update(text).digest('hex');
      const src = isAsBuilt ? { type: 'code', obj: built.code() } : text;
      // Their types know texts alone; their own PrecompiledLoader answers as this does.
      return { src, path: join(folder, name), noCache: false } as LoaderSource;
    },
  };
}

/** The names of all templates below a folder. */
export function viewNames(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.njk'));
}

function readCompiled(): Compiled {
  const file = join(projectRoot, 'dist', 'views.cjs');
  return existsSync(file) ? createRequire(import.meta.url)(file) : {};
}
