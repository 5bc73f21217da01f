import { migrationStatus } from '../src/platform/postgres/migrations.js';
import { script } from './support/script.js';

await script(
  { usage: 'Lists applied and pending migrations; ends with 1 when any is pending or unknown.' },
  async ({ url }) => {
    const { applied, pending, unknown } = await migrationStatus(url);
    for (const name of applied) console.log(`applied  ${name}`);
    for (const name of pending) console.log(`pending  ${name}`);
    for (const name of unknown) console.log(`unknown  ${name} (in the database, not in this release)`);
    console.log(`${applied.length} applied, ${pending.length} pending, ${unknown.length} unknown.`);
    if (pending.length + unknown.length > 0) process.exitCode = 1;
  },
);
