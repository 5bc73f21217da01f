import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);
const tsc = resolve('typescript/bin/tsc');

// Neither dependency-cruiser nor vitest exports its command's file.
const parts = [
  ['build', ['scripts/build.mjs']],
  ['format and lint', [resolve('@biomejs/biome/bin/biome'), 'ci', '.']],
  ['types', [tsc, '--noEmit']],
  ['types of the browser code', [tsc, '--noEmit', '-p', 'src/browser/tsconfig.json']],
  [
    'imports',
    [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      ...['src', 'scripts', 'prisma', '--config', '.dependency-cruiser.cjs'],
    ],
  ],
  ['tests', ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]],
];

for (const [name, args] of parts) {
  const started = Date.now();
  console.log(`\n── ${name}`);
  const passed = spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0;
  console.log(`── ${name}: ${passed ? 'passed' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  if (!passed) process.exit(1);
}
