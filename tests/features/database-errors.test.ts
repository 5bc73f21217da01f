import dns from 'node:dns';
import express from 'express';
import pino from 'pino';
import request from 'supertest';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { errorHandler } from '../../src/http/error-handler.js';
import { requestId } from '../../src/http/middleware/request-id.js';
import { mount } from '../../src/http/mount.js';
import { plainText } from '../../src/http/reply.js';
import { adminRoutes } from '../../src/http/routes.js';
import { openDatabase, type WriteDoor } from '../../src/platform/postgres/database.js';
import { sql } from '../../src/platform/postgres/sql.js';
import { useApp } from '../support/app.js';
import { insert } from '../support/database.js';
import { holding } from '../support/holding.js';
import { PEOPLE } from '../support/people.js';
import { views } from '../support/views.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const bob = { id: PEOPLE.bob.id };

type Fault = [what: string, write: (tx: WriteDoor) => Promise<unknown>, said: string];
const FAULTS: Fault[] = [
  [
    'a rule of the database',
    (tx) => tx.user.update({ where: bob, data: { name: 'as typed', role: 'NONSENSE' } }),
    'users_role_check',
  ],
  [
    'the same in a statement of our own',
    (tx) => tx.$executeRaw`update users set name = 'as typed', role = 'NONSENSE' where id = ${bob.id}::uuid`,
    'users_role_check',
  ],
  [
    'a value of the wrong type',
    (tx) => tx.user.update({ where: bob, data: { passwordHash: 'as typed', name: 5 as unknown as string } }),
    'Argument `name`: Invalid value provided.',
  ],
];

describe('a write that fails by', () => {
  it.each(FAULTS)('%s is a 500 whose log line tells the cause, and no value of the row', async (_, write, said) => {
    const { status, logged } = await answerTo(write);
    expect(status).toBe(500);
    expect(logged).toContain(said);
    for (const value of ['as typed', 'argon2', PEOPLE.bob.email, bob.id]) expect(logged).not.toContain(value);
  });

  it('a value that cannot be is a 400, as in a read, and in no log', async () => {
    expect(await answerTo((tx) => tx.$executeRaw`select ${'as typed'}::text::int`)).toEqual({
      status: 400,
      logged: '',
    });
  });
});

it('two changes that wait for each other: one is told so, and nothing of it stands', async () => {
  const { db } = app.current;
  const alice = await app.current.as('alice');
  const ids = ['0193f5a0-0000-7000-8000-00000000aaaa', '0193f5a0-0000-7000-8000-00000000bbbb'];
  for (const id of ids) await insert(db, 'tags', { id, user_id: PEOPLE.alice.id, name: `Tag ${id}` });
  const held = (id: string | undefined) => `select from tags where id = '${id}' for update`;
  // The other one waits longer than a page does, so that the page's change is the one that gives way.
  const somebody = await holding(db, `set local deadlock_timeout = '1min'`, held(ids[1]));
  await alice.get('/tags');
  const merged = alice.post(`/tags/${ids[0]}/merge`, { into: ids[1] ?? '' });
  await Promise.all([merged, somebody.untilWaited().then(() => somebody.does(held(ids[0])))]);
  await somebody.commits();
  const { status, text } = await merged;
  expect(status).toBe(409);
  expect(textOf(text)).toContain('Somebody saved at the same moment Nothing of yours was saved.');
  expect(await db.rows('select from tags')).toHaveLength(2);
});

describe('a database whose name nobody resolves', () => {
  afterEach(() => void vi.restoreAllMocks());

  // What Docker's resolver says of a container that is stopped: the first, or the second after a while.
  it.each(['ENOTFOUND', 'EAI_AGAIN'])('is away: %s', async (code) => {
    const fault = Object.assign(new Error(`getaddrinfo ${code} postgres`), {
      code,
      syscall: 'getaddrinfo',
      errno: -3001,
    });
    const lookup = vi
      .spyOn(dns, 'lookup')
      .mockImplementation(((...args: unknown[]) =>
        setImmediate(args.at(-1) as (fault: Error) => void, fault)) as never);
    const url = 'postgres://mouse:mouse@postgres:5432/mouse';
    const database = openDatabase({ ...app.current.config.database, url }, { warn: () => undefined });
    await expect(database.readAsSystem('a test', (db) => db.row(sql`select 1`))).rejects.toThrow('does not answer');
    await expect(database.asSystem('a test', (tx) => tx.user.count())).rejects.toThrow('does not answer');
    expect(lookup).toHaveBeenCalledTimes(2);
    await database.close();
  });
});

it('a database that takes the password no longer is away, as between the two steps of its rotation', async () => {
  const url = app.current.db.url.replace(/:[^:@]+@/, ':another-password@');
  const database = openDatabase({ ...app.current.config.database, url }, { warn: () => undefined });
  await expect(database.readAsSystem('a test', (db) => db.row(sql`select 1`))).rejects.toThrow('does not answer');
  await expect(database.asSystem('a test', (tx) => tx.user.count())).rejects.toThrow('does not answer');
  await database.close();
});

/** What an admin is answered whose form ends in that write, and what the log says of it. */
async function answerTo(write: (tx: WriteDoor) => Promise<unknown>) {
  const lines: string[] = [];
  const routes = adminRoutes(({ post }) => post('/act', async (tx) => plainText(String(await write(tx)))));
  const site = express();
  site.locals.views = views;
  site.use(requestId);
  site.use((req, _res, next) => {
    Object.assign(req, { person: { ...PEOPLE.ada } });
    next();
  });
  site.use(mount(routes, app.current.database));
  site.use(errorHandler(pino({}, { write: (line: string) => void lines.push(line) })));
  const { status } = await request(site).post('/act');
  return { status, logged: lines.join('') };
}
