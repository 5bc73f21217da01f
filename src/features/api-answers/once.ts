import { createHash } from 'node:crypto';
import { ApiRefusal } from '../../http/api/problem.js';
import type { ApiAnswer, ApiRequest } from '../../http/api/route.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';

/** For how many hours an answer is kept under its key. */
export const ANSWERS_HOURS = 24;
const KEY = /^[\x21-\x7e]{1,255}$/;

type Kept = { request_hash: string; status: number; headers: Record<string, string>; body: string | null };

/**
 * Does the work of a POST once for each Idempotency-Key of a person's, in the transaction of the work itself: both are there, or
 * neither. The same request again is answered as the first was; what was refused has done nothing, and is tried anew.
 */
export async function once(tx: WriteDoor, req: ApiRequest, work: () => Promise<ApiAnswer>): Promise<ApiAnswer> {
  const sent = req.get('idempotency-key');
  if (sent === undefined || req.method !== 'POST') return work();
  if (!KEY.test(sent)) throw badKey;
  // The draft of its standard writes it as a quoted text.
  const key = sent.replace(/^"(.+)"$/, '$1');
  await holdKey(tx, key);
  const hash = hashOf(req);
  const [kept] = await tx.$queryRaw<Kept[]>(sql`
    select request_hash, status, headers, body from api_answers
    where user_id = app_user_id() and key = ${key} and at > now() - make_interval(hours => ${ANSWERS_HOURS}::int)`);
  if (kept && kept.request_hash !== hash) throw otherRequest;
  if (kept) return again(kept);
  const answer = await work();
  await keep(tx, key, hash, answer);
  return answer;
}

/** Forgets, of everybody, the answers that are no longer given again. */
export async function forgetAnswers(tx: WriteDoor): Promise<void> {
  await tx.$executeRaw(sql`delete from api_answers where at <= now() - make_interval(hours => ${ANSWERS_HOURS}::int)`);
}

// Held until the transaction ends: another one that comes meanwhile is told so, rather than made to wait.
async function holdKey(tx: WriteDoor, key: string): Promise<void> {
  const [held] = await tx.$queryRaw<{ held: boolean }[]>(
    sql`select pg_try_advisory_xact_lock(hashtextextended('answer ' || app_user_id()::text || ' ' || ${key}::text, 0)) as held`,
  );
  if (!held?.held) throw stillRunning;
}

async function keep(
  tx: WriteDoor,
  key: string,
  hash: string,
  { status, headers = {}, body }: ApiAnswer,
): Promise<void> {
  const text = body === undefined ? null : JSON.stringify(body);
  await tx.$executeRaw(sql`delete from api_answers where user_id = app_user_id() and key = ${key}`);
  await tx.$executeRaw(sql`
    insert into api_answers (key, request_hash, status, headers, body)
    values (${key}, ${hash}, ${status ?? (text === null ? 204 : 200)}::int, ${JSON.stringify(headers)}::jsonb, ${text})`);
}

function again({ status, headers, body }: Kept): ApiAnswer {
  return {
    status,
    headers: { ...headers, 'Idempotency-Replayed': 'true' },
    ...(body !== null && { body: JSON.parse(body) as unknown }),
  };
}

function hashOf(req: ApiRequest): string {
  return createHash('sha256')
    .update(`${req.originalUrl}\n`)
    .update(req.bodyBytes ?? '')
    .digest('base64url');
}

const badKey = new ApiRefusal({
  status: 400,
  title: 'The key cannot be read',
  detail: 'An Idempotency-Key has 1 to 255 visible characters of ASCII, and no blank.',
});
const otherRequest = new ApiRefusal({
  status: 422,
  title: 'This key stands for another request',
  detail: `Within ${ANSWERS_HOURS} hours it was sent with another address or another body. Nothing was done.`,
});
const stillRunning = new ApiRefusal(
  {
    status: 409,
    title: 'The first one is still running',
    detail:
      'A request with this key is being done at this moment. Send it again in a moment: then it is answered as that was.',
  },
  { 'Retry-After': '1' },
);
