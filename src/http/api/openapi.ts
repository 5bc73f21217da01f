import type { ApiParameter, ApiRoute, ApiSchema } from './route.js';

type Site = { url: string; name: string };
type Json = { readonly [word: string]: unknown };

/** What every route may refuse: no token, one that may not, what it does not write, a parameter that it has not, too many, a fault of ours, and Postgres away. */
const ALWAYS = [401, 403, 406, 422, 429, 500, 503];
const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'The body, or the address, cannot be read',
  401: 'No token lets this in',
  403: 'The token, or its person, may not do that',
  404: 'Nothing of that address is there for this person',
  406: 'It is answered as JSON alone',
  409: 'Something stands in the way',
  412: 'It was changed meanwhile; the record as it stands is in `current`',
  413: 'The body is too large',
  415: 'The body is of another type',
  422: 'What was sent is wrong: each fault with its place',
  429: 'Too many requests; Retry-After says when to go on',
  500: 'A fault of the server',
  503: 'The server cannot answer now; Retry-After says when to ask again',
};
const HEADERS: Readonly<Record<string, { about: string; schema: ApiSchema }>> = {
  'If-Match': { about: 'The ETag of the version that the change is meant for', schema: { type: 'string' } },
  'If-None-Match': { about: 'The ETag of what is known: 304 where it still stands', schema: { type: 'string' } },
  'Idempotency-Key': {
    about: 'Of one’s own making: for 24 hours the same request with it is done once, and answered alike',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
};

/** The description of the API for programs (OpenAPI 3.1), made of what its routes say of themselves. A schema with a title stands once. */
export function openApi(routes: readonly ApiRoute[], { url, name }: Site): Json {
  const components = new Map<string, Json>();
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route, components) };
  }
  const groups = [...new Set(routes.map(({ group }) => group))];
  return {
    openapi: '3.1.1',
    info: {
      title: name,
      version: '1',
      description: `What the pages of ${name} do, for programs. How it is used: ${url}/api/v1/docs`,
    },
    servers: [{ url: `${url}/api` }],
    security: [{ token: [] }],
    tags: groups.map((group) => ({ name: group })),
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'A token of /account/tokens.' } },
      schemas: { Problem: PROBLEM, ...Object.fromEntries(components) },
      responses: Object.fromEntries(
        Object.entries(PROBLEMS).map(([status, about]) => [`Problem${status}`, problem(about)]),
      ),
    },
  };
}

function operation(route: ApiRoute, components: Map<string, Json>): Json {
  const { id, group, summary, takes, sends = 'application/json', gives, bodyless } = route;
  const refused = [...new Set(refusedBy(route))].sort((one, other) => one - other);
  const answers = [route.status, ...(route.else ? [route.else] : [])];
  const content = (type: string, schema: ApiSchema) => ({ content: { [type]: { schema: named(schema, components) } } });
  return {
    operationId: id,
    tags: [group],
    summary,
    parameters: parametersOf(route),
    ...(takes && { requestBody: { required: !bodyless, ...content(sends, takes) } }),
    responses: {
      ...Object.fromEntries(answers.map((it) => [it, { description: summary, ...(gives && content(TYPE, gives)) }])),
      ...(route.headers?.includes('If-None-Match') && { 304: { description: 'It stands as it was' } }),
      ...Object.fromEntries(refused.map((it) => [it, { $ref: `#/components/responses/Problem${it}` }])),
    },
  };
}

const TYPE = 'application/json';

// Whatever is sent may be no body of this address; a key may stand for another request, or one that is still running.
function refusedBy({ door, headers = [], refuses = [] }: ApiRoute): number[] {
  const ofBody = door === 'write' ? [400, 413, 415] : [];
  return [...ALWAYS, ...ofBody, ...(headers.includes('Idempotency-Key') ? [409] : []), ...refuses];
}

function parametersOf({ path, query = [], headers = [] }: ApiRoute): Json[] {
  const of = (where: string, { name, about, schema }: ApiParameter) => ({
    name,
    in: where,
    description: about,
    schema,
  });
  return [
    ...[...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
      ...of('path', { name, about: `The ${name} that the address names`, schema: { type: 'string', format: 'uuid' } }),
      required: true,
    })),
    ...query.map((it) => of('query', it)),
    ...headers.map((name) => of('header', { name, ...(HEADERS[name] ?? { about: name, schema: { type: 'string' } }) })),
  ];
}

// What has a title stands among the components, wherever it lies, and is referred to.
function named(schema: ApiSchema, components: Map<string, Json>): Json {
  const inner = Object.fromEntries(Object.entries(schema).map(([word, it]) => [word, within(it, components)]));
  if (typeof schema.title !== 'string') return inner;
  const name = schema.title.replace(/(?:^|\W+)(\w)/g, (_, letter: string) => letter.toUpperCase());
  components.set(name, inner);
  return { $ref: `#/components/schemas/${name}` };
}

function within(it: unknown, components: Map<string, Json>): unknown {
  if (Array.isArray(it)) return it.map((one) => within(one, components));
  return typeof it === 'object' && it !== null ? named(it as ApiSchema, components) : it;
}

const TEXT = { type: 'string' };
const PROBLEM: Json = {
  type: 'object',
  description: 'What went wrong (RFC 9457).',
  properties: {
    type: TEXT,
    status: { type: 'integer' },
    title: TEXT,
    detail: { ...TEXT, description: 'In words for people.' },
    errors: {
      type: 'array',
      description: 'Each fault: where in the body (JSON Pointer), or in which parameter, and what.',
      items: { type: 'object', properties: { pointer: TEXT, parameter: TEXT, detail: TEXT }, required: ['detail'] },
    },
    current: { type: 'object', description: 'The record as it stands, where it is another than was meant.' },
    candidates: { type: 'array', description: 'Records that may be the one that was sent.', items: { type: 'object' } },
    request_id: TEXT,
  },
  required: ['type', 'status', 'title', 'detail', 'request_id'],
};

function problem(description: string): Json {
  return { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
}
