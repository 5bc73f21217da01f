import { migrate } from '../src/platform/postgres/migrations.js';
import { log, script } from './support/script.js';

await script({ usage: 'Applies the pending migrations, each in one transaction.' }, async ({ url }) => {
  const applied = await migrate(url, { log });
  console.log(applied.length === 0 ? 'Nothing to do: the database is up to date.' : `${applied.length} applied.`);
});
