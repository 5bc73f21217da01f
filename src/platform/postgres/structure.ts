import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../project-root.js';
import { withClient } from './migrations.js';

const SCHEMA = join(projectRoot, 'prisma', 'schema.prisma');

/**
 * What this release reads and the database lacks although its migrations are applied, as `table` or `table.column`: what was dropped
 * by hand, or restored without. Generated columns are not looked for: the schema leaves them out.
 */
export function structureLacking(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ table: string; columns: string[] }>(
      `select table_name::text as table, array_agg(column_name::text) as columns from information_schema.columns
        where table_schema = current_schema() group by 1`,
    );
    const there = new Map(rows.map(({ table, columns }) => [table, columns]));
    return [...tablesOf(readFileSync(SCHEMA, 'utf8'))].flatMap(([table, columns]) => {
      const own = there.get(table);
      return own ? columns.filter((name) => !own.includes(name)).map((name) => `${table}.${name}`) : [table];
    });
  });
}

/** The tables of a Prisma schema with their columns, as the database calls them. */
function tablesOf(schema: string): Map<string, string[]> {
  const models = [...schema.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)].map(([, name = '', body = '']) => ({
    name,
    body,
  }));
  const isModel = (type: string) => models.some(({ name }) => name === type);
  return new Map(
    models.map(({ name, body }) => {
      const fields = [...body.matchAll(/^ {2}(\w+) +(\w+)(.*)$/gm)].filter(([, , type = '']) => !isModel(type));
      const columns = fields.map(([, field = '', , rest = '']) => /@map\("([^"]+)"\)/.exec(rest)?.[1] ?? field);
      return [/@@map\("([^"]+)"\)/.exec(body)?.[1] ?? name, columns];
    }),
  );
}
