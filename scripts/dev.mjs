import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { generatePrisma } from './generate-prisma.mjs';

const { resolve } = createRequire(import.meta.url);

if (!generatePrisma()) process.exit(1);

const children = [
  spawn(process.execPath, [resolve('tsx/cli'), 'watch', '--clear-screen=false', 'src/main.ts'], { stdio: 'inherit' }),
  spawn(process.execPath, ['scripts/build-assets.mjs', '--watch'], { stdio: 'inherit' }),
];

let leaving = false;

/** One gone, all gone; the terminal's Ctrl-C reaches the children by itself. */
function leave(code) {
  process.exitCode ??= code;
  if (leaving) return;
  leaving = true;
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
}

for (const child of children) child.on('close', (code) => leave(code ?? 0));
process.on('SIGINT', () => leave(0));
process.on('SIGTERM', () => leave(0));
