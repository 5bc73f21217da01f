import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Writes the Prisma client into src/platform/prisma, offline; true when it did. */
export function generatePrisma() {
  if (!existsSync('prisma/schema.prisma')) return true;
  const cli = createRequire(import.meta.url).resolve('prisma/build/index.js');
  const done = spawnSync(process.execPath, [cli, 'generate'], { encoding: 'utf8', env: offline() });
  if (done.status !== 0) process.stderr.write(`${done.stdout}${done.stderr}\n`);
  return done.status === 0;
}

/** Prisma only checks that the schema engine exists, and would fetch it from a host of its own: any program will do. */
function offline() {
  return {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  };
}

if (process.argv[1] === import.meta.filename) process.exit(generatePrisma() ? 0 : 1);
