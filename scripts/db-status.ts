import { migrationStatus } from '../src/platform/postgres/migrations.js';
import { structureLacking } from '../src/platform/postgres/structure.js';
import { script } from './support/script.js';

await script(
  {
    usage:
      'Lists applied and pending migrations, and what the tables lack of them; ends with 1 when any is pending or unknown, or something is lacking.',
  },
  async ({ url }) => {
    const { applied, pending, unknown } = await migrationStatus(url);
    for (const name of applied) console.log(`applied  ${name}`);
    for (const name of pending) console.log(`pending  ${name}`);
    for (const name of unknown) console.log(`unknown  ${name} (in the database, not in this release)`);
    const lacking = pending.length + unknown.length > 0 ? [] : await structureLacking(url);
    for (const name of lacking) console.log(`lacking  ${name} (migrations have made it, and it is gone)`);
    console.log(`${applied.length} applied, ${pending.length} pending, ${unknown.length} unknown.`);
    if (pending.length + unknown.length + lacking.length > 0) process.exitCode = 1;
  },
);
