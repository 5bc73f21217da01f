import { type Logins, seedDemo, seedLarge } from '../prisma/seed.js';
import { count, plural } from '../src/http/format.js';
import { Conflict } from '../src/platform/errors.js';
import { createPasswords } from '../src/platform/passwords.js';
import { type Database, openDatabase } from '../src/platform/postgres/database.js';
import { migrationStatus } from '../src/platform/postgres/migrations.js';
import { log, ScriptFault, script } from './support/script.js';

const usage = `Fills an empty database with demo data: three people, thirty companies, a dozen contacts, some hundreds of units, two years of deals and collabs, notes, tasks and tags.
It refuses a database that holds companies or inventory. An admin who exists is kept; else one is made.`;

const options = {
  large: {
    type: 'boolean',
    help: 'instead, for measuring: 100 people, 20,000 companies, 100,000 contacts, 1,000,000 units, 202,000 deals, 50,500 collabs, 2,000 episodes',
  },
} as const;

await script({ usage, options }, async ({ args, config, url }) => {
  if ((await migrationStatus(url)).pending.length > 0)
    throw new ScriptFault('The database is not migrated. Run npm run db:migrate first.');
  const database = openDatabase({ ...config.database, url }, { warn: (_data, message) => log.info(message) });
  try {
    await (args.large ? large(database, url) : demo(database));
  } catch (error) {
    throw error instanceof Conflict ? new ScriptFault(error.message) : error;
  } finally {
    await database.close();
  }
});

async function demo(database: Database): Promise<void> {
  const made = await seedDemo(database, createPasswords());
  console.log(
    `Made 3 people, ${count(made.companies)} companies, ${count(made.contacts)} contacts and ${count(made.units)} units, and ${count(made.inTrash)} more in the trash.`,
  );
  sayAdmin(made);
  for (const { email, name } of made.creators) console.log(`${name}, an approved USER, logs in as ${email}`);
  sayPassword(made, 'the three creators');
}

async function large(database: Database, url: string): Promise<void> {
  const began = Date.now();
  const made = await seedLarge(database, url, createPasswords());
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(
    `Made 100 people, 20,000 companies, 1,000,000 units and 202,000 deals in ${plural(seconds, 'second', 'seconds')}.`,
  );
  sayAdmin(made);
  console.log('The people, all approved USERs, log in as person001@large.example to person100@large.example');
  sayPassword(made, 'the hundred people');
}

function sayAdmin({ admin }: Pick<Logins, 'admin'>): void {
  console.log(admin.made ? `The admin logs in as ${admin.email}` : `The admin ${admin.email} stays as it was.`);
}

function sayPassword({ admin, password }: Pick<Logins, 'admin' | 'password'>, people: string): void {
  console.log(`Password of ${admin.made ? 'the admin and ' : ''}${people}: ${password}`);
}
