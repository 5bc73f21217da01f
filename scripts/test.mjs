import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { generatePrisma } from './generate-prisma.mjs';

const { resolve } = createRequire(import.meta.url);
const tsc = resolve('typescript/bin/tsc');
const parts = [
  ['format and lint', [resolve('@biomejs/biome/bin/biome'), 'ci', '.']],
  ['types', [tsc, '--noEmit']],
  ['types of the browser code', [tsc, '--noEmit', '-p', 'src/browser/tsconfig.json'], hasBrowserCode()],
  ['imports', [depcruise(), 'src', 'scripts', 'prisma', '--config', '.dependency-cruiser.cjs']],
  ['tests', [vitest(), 'run', ...process.argv.slice(2)]],
];

function hasBrowserCode() {
  return existsSync('src/browser/main.ts') || existsSync('src/browser/index.ts');
}

// Neither package exports its command's file.
function depcruise() {
  return 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';
}

function vitest() {
  return 'node_modules/vitest/vitest.mjs';
}

function timed(name, work) {
  const started = Date.now();
  console.log(`\n── ${name}`);
  const passed = work();
  console.log(`── ${name}: ${passed ? 'passed' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  if (!passed) process.exit(1);
}

timed('prisma client', generatePrisma);
for (const [name, args, wanted = true] of parts) {
  if (wanted) timed(name, () => spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0);
}
