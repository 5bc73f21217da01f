import { randomBytes } from 'node:crypto';
import { MADE_AGAIN, MASKS } from '../prisma/masks.js';
import { copyMasked } from '../src/platform/backup/masked-copy.js';
import { createPasswords } from '../src/platform/passwords.js';
import { openDatabase } from '../src/platform/postgres/database.js';
import { sql } from '../src/platform/postgres/sql.js';
import { named, saying } from './support/backup-parts.js';
import { log, ScriptFault, script } from './support/script.js';

await script(
  {
    usage:
      'Copies another database, such as production, into an empty one for development: people, addresses, links and what was written are masked, and what lets somebody in stays there. The other one is only read.',
    options: {
      from: {
        type: 'string',
        help: 'the database that is read, postgres://…; PGPASSWORD may hold its password',
        required: true,
      },
      database: { type: 'string', help: 'another database of the same server, in the place of the configured one' },
    },
  },
  async ({ args, config, url }) => {
    if (config.env === 'production')
      throw new ScriptFault('NODE_ENV is production: a copy for development is made elsewhere. Nothing was done.');
    const from = addressOf(args.from);
    const to = args.database ? named(url, args.database) : url;
    const password = randomBytes(12).toString('base64url');
    const passwordHash = await createPasswords().hash(password);
    const copied = await copyMasked({ from, to, masks: MASKS, madeAgain: MADE_AGAIN, passwordHash, log }).catch(saying);
    console.log(`${copied.rows} rows of ${copied.tables} tables, masked.`);
    for (const { email, role, name } of await someOfEachRole({ ...config.database, url: to }))
      console.log(`${name ?? 'Somebody'}, ${role}, logs in as ${email}`);
    console.log(`Password of everybody: ${password}`);
  },
);

function addressOf(from: string): string {
  if (/^postgres(ql)?:\/\/./.test(from) && URL.canParse(from)) return from;
  throw new ScriptFault('--from is no address of a database: postgres://login@host:5432/database.');
}

type Somebody = { email: string; role: string; name: string | null };

/** Who may log in, the first of each role; user:list shows all. */
async function someOfEachRole(settings: Parameters<typeof openDatabase>[0]): Promise<Somebody[]> {
  const database = openDatabase(settings, { warn: () => undefined });
  try {
    return await database.readAsSystem('who may log in to a masked copy', (db) =>
      db.rows<Somebody>(sql`
        select distinct on (role) email, role, name from users
        where is_approved and locked_by_admin_at is null order by role, created_at, id`),
    );
  } finally {
    await database.close();
  }
}
