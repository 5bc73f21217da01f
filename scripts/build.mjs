import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { generatePrisma } from './generate-prisma.mjs';

const { resolve } = createRequire(import.meta.url);

/** The build wants the dev dependencies; `npm ci --omit=dev` runs `prepare` too, where there is nothing to do. */
function toolsArePresent() {
  try {
    for (const tool of ['prisma/build/index.js', 'esbuild']) resolve(tool);
    return true;
  } catch {
    return false;
  }
}

/** Each TypeScript file as JavaScript in dist; whether its types are right is for `npm run types` (docs/decisions/0095). */
async function compile() {
  const started = Date.now();
  const { build } = await import('esbuild');
  await build({
    entryPoints: ['src', 'scripts', 'prisma'].flatMap(sources),
    outbase: '.',
    outdir: 'dist',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    charset: 'utf8',
  });
  console.log(`build: typescript done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

function sources(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('browser/'))
    .map((name) => join(folder, name));
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
noteCommit();
process.exitCode = spawnSync(process.execPath, ['scripts/build-assets.mjs'], { stdio: 'inherit' }).status ?? 1;
