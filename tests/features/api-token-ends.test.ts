import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import request from 'supertest';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { created, type Program, problemOf, program } from '../support/api.js';
import { useApp } from '../support/app.js';
import { serve } from '../support/browser.js';
import { holding } from '../support/holding.js';
import { PEOPLE } from '../support/people.js';

const app = useApp();
const BYTES = 24 * 1024 * 1024;
const ITEM = { source: 'purchase', state: 'received', received_on: '2026-01-05', currency: 'USD' };
let alice: Program;
beforeEach(async () => {
  alice = await program(app.current, 'alice');
});

const ends: [string, () => Promise<unknown>][] = [
  ['is revoked', revoke],
  [
    'expires',
    async () => app.current.db.rows('update api_tokens set expires_at = now() where user_id = $1', [PEOPLE.alice.id]),
  ],
];

describe.each(ends)('a token that %s', (_, end) => {
  it('while a file is sent lets that one end whole, and no other begin', async () => {
    const { id } = await created(alice, '/inventory', { ...ITEM, name: 'Filmed' });
    const bytes = randomBytes(BYTES);
    const file = await request(app.current.app)
      .post(`/api/v1/inventory/${id}/files?name=film.bin`)
      .set({ Authorization: `Bearer ${alice.secret}`, 'Content-Type': 'application/octet-stream' })
      .send(bytes);
    const path = `/inventory/${id}/files/${file.body.id}`;
    const answer = await begun(`/api/v1${path}`, alice.secret);
    const first = await firstOf(answer);
    // What the buffers of both ends hold is less by far: most of it is still to be read.
    expect(first.length).toBeLessThan(BYTES / 4);
    await end();
    const whole = Buffer.concat([first, ...(await piecesOf(answer))]);
    expect([answer.statusCode, answer.complete, whole.equals(bytes)]).toEqual([200, true, true]);
    expect(Number(answer.headers['content-length'])).toBe(BYTES);
    expect(problemOf(await alice.get(path)).status).toBe(401);
  });

  it('between two pages of a list refuses the next: a new one goes on there, and no row is missing', async () => {
    await app.current.db.rows(
      `insert into inventory_items (id, user_id, name, source, state, currency, location)
       select gen_random_uuid(), $1, 'Listed ' || n, 'gift', 'received', 'USD', $2 from generate_series(1, 250) n`,
      [PEOPLE.alice.id, `Shelf ${alice.secret.slice(-8)}`],
    );
    const first = await alice.get(`/inventory?limit=100&location=Shelf+${alice.secret.slice(-8)}`);
    const rows = first.body.data as { id: string }[];
    let next = behind(first.body.next);
    await end();
    const refused = problemOf(await alice.get(next));
    // Nothing in it reads as a page that is the last one.
    expect([refused.status, 'data' in refused, 'next' in refused]).toEqual([401, false, false]);
    expect(refused.detail).toContain('was revoked, or has expired');
    const other = await program(app.current, 'alice', 'read');
    while (next) {
      const { data, next: href } = (await other.get(next)).body;
      rows.push(...data);
      next = href && behind(href);
    }
    expect(new Set(rows.map(({ id }) => id)).size).toBe(250);
  });

  it('while a change waits for somebody else’s lets it be done, and answers it', async () => {
    const { id } = await created(alice, '/inventory', { ...ITEM, name: 'Held' });
    const held = await holding(app.current.db, `update inventory_items set location = 'Theirs' where id = '${id}'`);
    const asked = alice.patch(`/inventory/${id}`, { model: 'Mine' }).then((it) => it);
    await held.untilWaited();
    await end();
    await held.commits();
    const answer = await asked;
    expect([answer.status, answer.body.model, answer.body.location]).toEqual([200, 'Mine', 'Theirs']);
    expect((await alice.patch(`/inventory/${id}`, { model: 'Later' })).status).toBe(401);
  });
});

const behind = (href: string) => href.replace('/api/v1', '');

async function revoke(): Promise<void> {
  const visitor = await app.current.as('alice');
  await visitor.get('/account/tokens');
  const rows = await app.current.db.rows<{ id: string }>('select id from api_tokens where user_id = $1', [
    PEOPLE.alice.id,
  ]);
  for (const { id } of rows) expect((await visitor.post(`/account/tokens/${id}/revoke`)).status).toBe(303);
}

/** An answer of a server of its own whose head has come. */
async function begun(path: string, secret: string): Promise<IncomingMessage> {
  const { url, server } = await serve(app.current.app);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const asked = get(`${url}${path}`, { headers: { Authorization: `Bearer ${secret}` } });
  const [answer] = await once(asked, 'response');
  return answer;
}

async function firstOf(answer: IncomingMessage): Promise<Buffer> {
  await once(answer, 'readable');
  return answer.read();
}

async function piecesOf(answer: IncomingMessage): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece);
  return pieces;
}
