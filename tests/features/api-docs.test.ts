import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import openapiTypescript, { astToString } from 'openapi-typescript';
import sharp from 'sharp';
import request from 'supertest';
import { describe, expect, it, onTestFinished } from 'vitest';
import { apiRoutes } from '../../src/features/api.js';
import { created, type Program, program } from '../support/api.js';
import { useApp } from '../support/app.js';
import { serve } from '../support/browser.js';
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
  const said = textOf(answer.text.replaceAll('<wbr>', ''));
  expect(said).toContain('GET /api/v1/inventory/{id} Reads one item');
  expect(said).toMatch(/received_on_is one of is, on, before, after, between\S*.*?How it compares: Received/);
  expect(said).toContain('fair_market_value text, a decimal as "12.50", or null');
  expect(answer.text).not.toContain('href="/account/tokens"');
  const alice = await app.current.as('alice');
  expect((await alice.get('/api/v1/docs')).text).toContain('href="/account/tokens"');
});

describe('the examples of the page', () => {
  it('do what they say, one behind another, as somebody would paste them', async () => {
    const alice = await program(app.current, 'alice');
    const { url, server } = await serve(app.current.app);
    const folder = await mkdtemp(join(tmpdir(), 'examples-'));
    onTestFinished(async () => {
      server.close();
      await rm(folder, { recursive: true });
    });
    await writeFile(join(folder, 'lamp.png'), await sharp({ create: PICTURE }).png().toBuffer());
    const known: Record<string, string> = { SITE: url, TOKEN: alice.secret };
    let sets = '';
    for (const command of await examples()) {
      for (const [, name = ''] of command.matchAll(/\$([A-Z_]+)/g))
        if (!(name in known) && !sets.includes(`${name}=`)) known[name] = await idOf(alice, name, known);
      if (!command.startsWith('curl ')) sets += `${command}\n`;
      // A refusal ends it.
      const code = sets + command.replace(/^curl /, 'curl --silent --show-error --fail-with-body --noproxy "*" ');
      const ran = run('bash', ['-ec', code], { cwd: folder, env: { ...process.env, ...known } });
      await ran.catch(({ stdout, stderr }) => expect.fail(`${command}\n${stdout}\n${stderr}`));
    }
    expect((await alice.get(`/inventory/${known.ID}`)).body).toMatchObject({
      ...{ name: 'Clip-on lamp', location: 'Studio shelf', condition: 'used', quantity: 2, fair_market_value: '86.00' },
      tags: ['lamps'],
    });
    expect((await alice.get(`/pipeline/${known.DEAL}`)).body.stage).toBe('Won');
    expect((await alice.get(`/companies/${known.OTHER_COMPANY}`)).body.name).toBe('Lumen Goods Ltd');
    expect((await alice.get(`/guide/${known.EPISODE}`)).body).toMatchObject({
      state: 'recorded',
      recording_length: 1800,
    });
    expect(await readFile(join(folder, 'kept.png'))).toEqual(await readFile(join(folder, 'lamp.png')));
  });

  it('leave no act without one', async () => {
    const nounOf = (path: string) => /\/([a-z-]+)$/.exec(path)?.[1];
    const shown = (await examples()).map((it) => nounOf(/\$SITE\/api([^"?]*)/.exec(it)?.[1] ?? ''));
    const acts = apiRoutes(app.current, app.current.modules).filter(({ method }) => method === 'post');
    const nouns = new Set(acts.flatMap(({ path }) => nounOf(path) ?? []));
    const plain = app.current.modules.map(({ kind }) => nounOf(kind.path));
    expect([...nouns].filter((it) => ![...shown, ...plain, 'tasks'].includes(it))).toEqual([]);
  });
});

const PICTURE = { width: 40, height: 40, channels: 3, background: '#c80' } as const;

/** What stands in the examples: each command by itself. */
async function examples(): Promise<string[]> {
  const text = await readFile('views/api-docs/how.md', 'utf8');
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, code = '']) => code.trim());
  return blocks.flatMap((code) => code.split(/\n(?=\S)/));
}

type Known = Record<string, string>;

/** The id that an example means by that name, as its reader would find it: of a record that is made for it, or in a list. */
async function idOf(by: Program, name: string, known: Known): Promise<string> {
  const listed = async (path: string) => (await by.get(path)).body.data as Record<string, string>[];
  const named = async (path: string, called: string) => (await listed(path)).find((it) => it.name === called)?.id;
  const made = async (path: string, body: object) => (await created(by, path, body)).id;
  const deal = (called: string) => made('/pipeline', { name: called, company: 'Voltline', currency: 'USD' });
  const { ID, COMPANY, COLLAB, EPISODE } = known;
  const ids: Record<string, () => Promise<string | undefined>> = {
    ID: () => named('/inventory', 'Clip-on lamp'),
    FILE: async () => (await listed(`/inventory/${ID}/files`))[0]?.id,
    TASK: async () => (await listed(`/inventory/${ID}/tasks`))[0]?.id,
    COMPANY: () => named('/companies', 'Lumen Goods'),
    LOGO: async () => (await listed(`/companies/${COMPANY}/files`))[0]?.id,
    TAG: () => named('/tags', 'gift guide'),
    OTHER_TAG: () => named('/tags', 'lamps'),
    VIEW: () => named('/inventory/views', 'To review'),
    BATCH: async () => (await app.current.db.rows<Known>('select id from batches order by at desc limit 1'))[0]?.id,
    DEAL: () => deal('Charger'),
    OTHER_DEAL: () => deal('Cable'),
    STAGE: () => named('/pipeline/stages', 'Sampling'),
    OTHER_STAGE: () => named('/pipeline/stages', 'Pitched'),
    COLLAB: () => made('/collabs', DISCLOSING),
    ROW: async () => (await by.get(`/collabs/${COLLAB}`)).body.deliverables[0].row,
    RULE: async () => (await listed(`/collabs/${COLLAB}/deliverables/${known.ROW}/disclosure`))[0]?.rule,
    TEMPLATE: () => made('/templates', HELLO),
    EPISODE: () => made('/guide', NIGHT),
    SEGMENT: async () => (await by.get(`/guide/${EPISODE}`)).body.segments[1].row,
    LOW: () => made('/companies', { name: 'Harbour Lamps' }),
    HIGH: () => made('/companies', { name: 'Quill & Co' }),
    OTHER_COMPANY: () => made(`/companies?seen=${COMPANY}`, { name: 'Lumen Goods Ltd', website: 'lumen.example' }),
    MERGE: async () => (await listed(`/companies/${COMPANY}/merges`))[0]?.id,
    ENTRY: () => entryOf(by, ID),
    OTHER_ENTRY: () => entryOf(by, ID),
  };
  const id = await ids[name]?.();
  if (!id) throw new Error(`an example means ${name}, which is nowhere`);
  return id;
}

/** The last change of its condition. */
async function entryOf(by: Program, id: string | undefined): Promise<string | undefined> {
  const { data } = (await by.get(`/inventory/${id}/history`)).body;
  type Entry = { id: string; changes: { field: string }[] };
  return (data as Entry[]).find(({ changes }) => changes.some(({ field }) => field === 'condition'))?.id;
}

const DISCLOSING = {
  ...{ name: 'Lamp video', company: 'Brightway', currency: 'USD', compensation: 'cash', fee: '100' },
  deliverables: [{ kind: 'dedicated_video', platform: 'youtube', quantity: 1 }],
};
const HELLO = { name: 'Hello', category: 'cold_pitch', language: 'en', subject: 'One', body: 'First text' };
const NIGHT = {
  ...{ show: 'Night walks', name: 'First night', number: 1 },
  segments: ['Hello', 'Main', 'Bye'].map((title) => ({ kind: 'main', title, planned_seconds: 600 })),
};
