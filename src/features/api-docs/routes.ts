import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiRoute, ApiSchema } from '../../http/api/route.js';
import { markdown } from '../../http/markdown.js';
import { page } from '../../http/reply.js';
import { publicRoutes, type Route } from '../../http/routes.js';
import { projectRoot } from '../../platform/project-root.js';

const HOW = readFileSync(join(projectRoot, 'views/api-docs/how.md'), 'utf8');
/** What a value is called that has several types. */
type Told = { name: string; type: string; about: string };

/** How programs use the API, for people: made of what its routes say of themselves. */
export function apiDocs(routes: readonly ApiRoute[]): Route[] {
  const groups = [...new Set(routes.map(({ group }) => group))].map((title) => {
    const own = routes.filter(({ group }) => group === title).sort(byAddress);
    const id = title.toLowerCase().replace(/\W+/g, '-');
    return { title, id, shapes: shapesOf(own), routes: own.map(operationView) };
  });
  let how: ReturnType<typeof markdown> | undefined;
  return publicRoutes(({ get }) => {
    get('/api/v1/docs', async () => {
      how ??= markdown(HOW, 'page');
      return page('api-docs/docs.njk', { how, groups });
    });
  });
}

// A list before its records, those before what stands behind them.
const byAddress = (one: ApiRoute, other: ApiRoute) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0);

function operationView({ method, path, summary, query = [], headers = [], takes, gives, status }: ApiRoute) {
  return {
    method: method.toUpperCase(),
    // Part by part: a long one is broken between them.
    path: `api${path.replace(/:(\w+)/g, '{$1}')}`.split('/'),
    summary,
    query: query.map(({ name, about, schema }): Told => ({ name, type: typeOf(schema), about })),
    headers,
    takes: takes && shapeOf(takes),
    gives: gives && shapeOf(gives),
    status,
  };
}

/** What has a title stands once; the others say what they hold where they are. */
function shapesOf(routes: readonly ApiRoute[]): { title: string; values: Told[] }[] {
  const named = routes.flatMap(({ takes, gives }) => [gives, takes].flatMap((it) => (it?.title ? [it] : [])));
  return [...new Map(named.map((it) => [String(it.title), it])).values()].map((it) => ({
    title: String(it.title),
    values: propertiesOf(it),
  }));
}

function shapeOf(schema: ApiSchema): { title?: string; values?: Told[] } {
  return schema.title ? { title: String(schema.title) } : { values: propertiesOf(schema) };
}

function propertiesOf(schema: ApiSchema): Told[] {
  return Object.entries((schema.properties ?? {}) as Record<string, ApiSchema>).map(([name, it]) => ({
    name,
    type: typeOf(it),
    about: it.readOnly ? 'Not to be set' : '',
  }));
}

/** The type of a value in a few words: "text, 200 characters at most, or null". */
function typeOf(schema: ApiSchema): string {
  const types = [schema.type ?? []].flat().map(String);
  const [main = 'anything'] = types;
  const base = Array.isArray(schema.enum) ? oneOf(schema.enum) : `${WORDS[main] ?? main}${detailOf(schema)}`;
  return types.includes('null') ? `${base}, or null` : base;
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
  array: 'list',
  object: 'object',
};

function detailOf({ title, format, maxLength, minimum, maximum, pattern, items, properties }: ApiSchema): string {
  if (format === 'uuid') return ', an id';
  if (format === 'date') return ', a day as 2026-11-27';
  if (format === 'date-time') return ', a moment in UTC';
  if (maxLength) return `, ${maxLength} characters at most`;
  if (minimum !== undefined) return ` from ${minimum}${maximum === undefined ? '' : ` to ${maximum}`}`;
  if (pattern) return pattern === MONTH ? ', a month as 2026-11' : ', a decimal as "12.50"';
  if (title) return `: ${title}`;
  if (properties) return ` with ${Object.keys(properties).join(', ')}`;
  return items ? ` of: ${typeOf(items as ApiSchema)}` : '';
}

function oneOf(values: readonly unknown[]): string {
  return `one of ${values.filter((it) => it !== null).join(', ')}`;
}

const MONTH = '^(19|20|21)\\d\\d-(0[1-9]|1[0-2])$';
