import { Agent } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
// By its file: no feature makes a token for somebody else.
import { endTokens, makeToken } from '../../src/features/api-tokens/tokens.js';
import type { Database } from '../../src/platform/postgres/database.js';
import { Client } from './bench-client.js';
import { PASSWORD, personOf } from './bench-database.js';
import { ScriptFault } from './script.js';

/** Somebody who is logged in. */
export type Person = { id: string; email: string; client: Client; token: string };

/** So many that the limit of pages, 1,200 a minute for each, stops none of them. */
const PEOPLE = 100;
const AT_ONCE = 4;
const DAY_MS = 86_400_000;
const WHY = 'the bench needs its people';

/** Logs all people of the large seed in through the login page, each from an address of their own, and gives each a token of the API. */
export async function logInAll(database: Database, base: string): Promise<Person[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  // Those of earlier runs: nobody uses them again.
  await database.sessionStore.query('delete from sessions');
  const emails = Array.from({ length: PEOPLE }, (_, n) => personOf(n + 1));
  const people = await Promise.all(
    emails.map(async (email, n) => {
      const client = new Client(base, agent, `10.0.1.${n + 1}`);
      await client.logIn(email, PASSWORD);
      return { email, client };
    }),
  );
  const ids = await database.asSystem(WHY, (tx) => tx.user.findMany({ where: { email: { in: emails } } }));
  const all: Person[] = [];
  // One after the other: the bench's own pool is small.
  for (const person of people) {
    const id = ids.find(({ email }) => email === person.email)?.id ?? '';
    all.push({ ...person, id, token: await tokenOf(database, id) });
  }
  return all;
}

async function tokenOf(database: Database, personId: string): Promise<string> {
  const token = { id: uuidv7(), name: 'Bench', scope: 'read', expiresAt: new Date(Date.now() + DAY_MS) } as const;
  const made = await database.asSystem(WHY, async (tx) => {
    await endTokens(tx, personId);
    return makeToken(tx, personId, token);
  });
  if (made.kind !== 'made') throw new ScriptFault('No token of the API could be made.');
  return made.secret;
}
