// On the image's Node, behind a run of all tests: the image's content as it starts and works, and the fast half of the feature tests.
// Fast are the files for which vitest noted the shortest times, no more of them than are done in half a minute.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';

const AT_MOST_MS = 60_000;

const [noted] = globSync('node_modules/.vite/vitest/*/results.json');
if (!noted) throw new Error('No times are noted: run `npm test` first.');
const features = JSON.parse(readFileSync(noted, 'utf8'))
  .results.map(([name, { duration }]) => ({ file: name.slice(name.indexOf(':') + 1), duration }))
  .filter(({ file }) => file.startsWith('tests/features/'))
  .sort((one, other) => one.duration - other.duration);

const files = ['tests/ops/image.test.ts'];
let sum = 0;
for (const { file, duration } of features.slice(0, Math.ceil(features.length / 2))) {
  sum += duration;
  if (sum < AT_MOST_MS) files.push(file);
}
if (files.length === 1) throw new Error(`${noted} has no times of tests/features.`);

console.log(`\n── Node ${process.version}: the image, and ${files.length - 1} of ${features.length} files of features`);
const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...files];
process.exitCode = spawnSync(process.execPath, vitest, { stdio: 'inherit' }).status ?? 1;
