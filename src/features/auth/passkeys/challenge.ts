import type { Request } from 'express';
import type { Challenge } from '../../../http/person.js';
import type { Database } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';

const HOLDS_MS = 5 * 60_000;
/** How long a browser is told to wait for the person; a little less than the challenge holds. */
export const ASKED_MS = 4 * 60_000;

/** Keeps in the session what a passkey is to sign next; the one before counts no more. */
export function keepChallenge(req: Request, value: string, what: Challenge['for']): void {
  req.session.challenge = { value, for: what, at: Date.now() };
}

/** Takes the challenge out of the session, for good: of two who send an answer to it at once one finds it. */
export async function takeChallenge(
  database: Database,
  req: Request,
  what: Challenge['for'],
): Promise<string | undefined> {
  const { challenge } = req.session;
  if (!challenge) return undefined;
  delete req.session.challenge;
  const taken = await database.asSystem('a challenge counts once, whatever process is asked', (tx) =>
    tx.$executeRaw(sql`
      update sessions set sess = sess - 'challenge'
      where sid = ${req.sessionID} and sess -> 'challenge' ->> 'value' = ${challenge.value}`),
  );
  const holds = taken > 0 && challenge.for === what && Date.now() - challenge.at <= HOLDS_MS;
  return holds ? challenge.value : undefined;
}
