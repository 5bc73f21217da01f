import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diffSchemas } from './support/diff-schemas.js';
import { plainScript, ScriptFault } from './support/script.js';

const SCHEMA = 'prisma/schema.prisma';
const options = { name: { type: 'string', help: 'what it does, such as add_deadlines', required: true } } as const;

await plainScript(
  { usage: "Writes the next migration's SQL from HEAD's schema to the working one, offline.", options },
  async ({ name }) => {
    const sql = await diffSchemas(schemaOfHead(), readFileSync(SCHEMA, 'utf8')).catch((error: Error) => {
      throw new ScriptFault(error.message);
    });
    if (/^\s*(-- This is an empty migration\.)?\s*$/.test(sql))
      console.log(`${SCHEMA} is as in HEAD: the migration is empty, for what you write by hand.`);
    const folder = join('prisma/migrations', `${timestamp()}_${slug(name)}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'migration.sql'), sql, { flag: 'wx' });
    console.log(`Wrote ${folder}/migration.sql. Policies, grants, generated columns and checks are added by hand:`);
    console.log('the schema does not know them. Read the SQL before you apply it with npm run db:migrate.');
  },
);

/** Empty where there is no commit, or none with a schema, yet. */
function schemaOfHead(): string {
  const shown = spawnSync('git', ['show', `HEAD:${SCHEMA}`], { encoding: 'utf8' });
  return shown.status === 0 ? shown.stdout : '';
}

function slug(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  if (slug === '') throw new ScriptFault('--name must hold letters or digits.');
  return slug;
}

function timestamp(): string {
  return new Date().toISOString().replace(/\D/g, '').slice(0, 14);
}
