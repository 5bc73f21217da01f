import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import openapiTypescript, { astToString } from 'openapi-typescript';
import request from 'supertest';
import { expect, it } from 'vitest';
import { apiRoutes } from '../../src/features/api.js';
import { program } from '../support/api.js';
import { useApp } from '../support/app.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const run = promisify(execFile);
const site = () => request(app.current.app);
const described = async () => (await site().get('/api/v1/openapi.json').expect(200)).body;

it('describes each address once, without a token, to be kept for a while', async () => {
  const answer = await site()
    .get('/api/v1/openapi.json')
    .expect(200)
    .expect('Content-Type', /^application\/json/);
  expect(answer.headers['cache-control']).toBe('public, max-age=300');
  expect(answer.headers['set-cookie']).toBeUndefined();
  const operations = Object.entries(answer.body.paths as Record<string, object>).flatMap(([path, of]) =>
    Object.keys(of).map((method) => `${method} ${path}`),
  );
  const routes = apiRoutes(app.current, app.current.modules).map(
    ({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`,
  );
  expect(operations.sort()).toEqual(routes.sort());
  await site().get('/api/v1/openapi.json').set('If-None-Match', String(answer.headers.etag)).expect(304);
});

it('is found in order by a linter, and a client is made of it', async () => {
  const document = await described();
  const config = await createConfig({
    extends: ['recommended'],
    rules: {
      // Whoever runs a server says nothing of a licence; headings are the pages' own names.
      'info-license': 'off',
      'tag-description': 'off',
      // What stands for an id is a UUID, which no other part of an address is.
      'no-ambiguous-paths': 'off',
    },
  });
  const faults = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'openapi.json', config });
  expect(faults.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
  const client = astToString(await openapiTypescript(document));
  expect(client).toContain('list_inventory');
  expect(client).toContain('fair_market_value?: string | null');
});

it('has a page for people, with each address and what it takes', async () => {
  const answer = await site().get('/api/v1/docs').expect(200);
  const said = textOf(answer.text);
  expect(said).toContain('GET /api/v1/inventory/{id} Reads one item');
  expect(said).toContain('fair_market_value text, a decimal as "12.50", or null');
  expect(answer.text).not.toContain('href="/account/tokens"');
  const alice = await app.current.as('alice');
  expect((await alice.get('/api/v1/docs')).text).toContain('href="/account/tokens"');
});

it('shows examples that do what they say', async () => {
  const text = await readFile('views/api-docs/how.md', 'utf8');
  const examples = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, code = '']) => code.trim());
  expect(examples.length).toBeGreaterThan(4);
  const server = createServer(app.current.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { secret } = await program(app.current, 'alice');
  let id = '';
  try {
    for (const example of examples) {
      const env = { ...process.env, SITE: `http://127.0.0.1:${port}`, TOKEN: secret, ID: id };
      // One behind another, as somebody would paste them; a refusal ends it.
      const code = example.replaceAll(/^curl /gm, 'curl --silent --show-error --fail-with-body --noproxy "*" ');
      const { stdout } = await run('bash', ['-ec', code], { env });
      if (example.includes('Idempotency-Key')) id = JSON.parse(stdout).id;
    }
  } finally {
    server.close();
  }
  const [row] = await app.current.db.rows(
    'select name, location, condition, deleted_at, fair_market_value::int as value from inventory_items where id = $1 and user_id = $2',
    [id, PEOPLE.alice.id],
  );
  expect(row).toEqual({
    ...{ name: 'Clip-on lamp', location: 'Studio shelf', condition: 'used', deleted_at: null, value: 12_900 },
  });
});
