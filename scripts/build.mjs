import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { generatePrisma } from './generate-prisma.mjs';

const { resolve } = createRequire(import.meta.url);

/** As deep as the sources stand that ask where they are. */
const SHARED = 'src/shared';

/** The build wants the dev dependencies; `npm ci --omit=dev` runs `prepare` too, where there is nothing to do. */
function toolsArePresent() {
  try {
    for (const tool of ['prisma/build/index.js', 'esbuild']) resolve(tool);
    return true;
  } catch {
    return false;
  }
}

/**
 * What is started, as JavaScript in dist, with what several of them are made of beside it: a process that reads a thousand files takes
 * more than a second longer to start. Whether the types are right is for `npm run types` (docs/decisions/0095).
 */
async function compile() {
  const started = Date.now();
  const { build } = await import('esbuild');
  const { metafile } = await build({
    entryPoints: ['src/main.ts', 'src/worker.ts', 'src/platform/version.ts', 'src/http/view/compile.ts', ...scripts()],
    outbase: '.',
    outdir: 'dist',
    bundle: true,
    splitting: true,
    packages: 'external',
    chunkNames: `${SHARED}/[hash]`,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    charset: 'utf8',
    metafile: true,
    logLevel: 'warning',
  });
  removeOthers(new Set(Object.keys(metafile.outputs)));
  console.log(`build: typescript done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

function scripts() {
  return readdirSync('scripts')
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `scripts/${name}`);
}

// A process that runs meanwhile has read all of its own.
function removeOthers(kept) {
  for (const folder of ['dist/src', 'dist/scripts', 'dist/prisma'])
    for (const entry of existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : []) {
      const file = join(entry.parentPath, entry.name);
      if (entry.isFile() && !kept.has(file)) rmSync(file);
    }
}

/** The code of each template, with a hash of what it was made of; src/http/view/load.ts reads them. */
async function compileTemplates() {
  const { compile } = await import(new URL('../dist/src/http/view/compile.js', import.meta.url).href);
  const names = readdirSync('views', { recursive: true }).filter((name) => name.endsWith('.njk'));
  const compiled = names.map((name) => {
    const text = readFileSync(join('views', name), 'utf8');
    const of = createHash('sha256').update(text).digest('hex');
    return `${JSON.stringify(name)}: { of: '${of}', code: ${compile(name, text)} }`;
  });
  writeFileSync('dist/views.cjs', `module.exports = {\n${compiled.join(',\n')}\n};\n`);
}

/** Keeps which commit this is beside what was built; src/platform/version.ts reads it. A build outside a checkout does not know. */
function noteCommit() {
  const git = ['describe', '--always', '--exclude=*', '--abbrev=12', '--dirty=.dirty'];
  const commit = existsSync('.git') ? spawnSync('git', git, { encoding: 'utf8' }).stdout : '';
  writeFileSync('dist/commit', commit ?? '');
}

if (!toolsArePresent()) {
  console.log('build: skipped, the dev dependencies are not installed (build first, then npm prune --omit=dev)');
  process.exit(0);
}
if (!generatePrisma()) process.exit(1);
await compile();
await compileTemplates();
noteCommit();
process.exitCode = spawnSync(process.execPath, ['scripts/build-assets.mjs'], { stdio: 'inherit' }).status ?? 1;
