import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { generatePrisma } from './generate-prisma.mjs';

const { resolve } = createRequire(import.meta.url);

/** The build wants the dev dependencies; `npm ci --omit=dev` runs `prepare` too, where there is nothing to do. */
function toolsArePresent() {
  try {
    for (const tool of ['typescript', 'prisma/build/index.js', 'esbuild']) resolve(tool);
    return true;
  } catch {
    return false;
  }
}

function run(name, args) {
  const started = Date.now();
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    child.on('close', (code) => {
      console.log(
        `build: ${name} ${code === 0 ? 'done' : 'failed'} in ${((Date.now() - started) / 1000).toFixed(1)} s`,
      );
      done(code === 0);
    });
  });
}

if (!toolsArePresent()) {
  console.log('build: skipped, the dev dependencies are not installed (build first, then npm prune --omit=dev)');
  process.exit(0);
}
if (!generatePrisma()) process.exit(1);
// The compiler's notes of what it wrote are worth nothing without what it wrote.
if (!existsSync('dist/src/main.js')) rmSync('dist', { recursive: true, force: true });
const jobs = [run('typescript', [resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'])];
if (existsSync('scripts/build-assets.mjs')) jobs.push(run('assets', ['scripts/build-assets.mjs']));
const results = await Promise.all(jobs);
process.exit(results.every(Boolean) ? 0 : 1);
