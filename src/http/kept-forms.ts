import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Database } from '../platform/postgres/database.js';
import { sql } from '../platform/postgres/sql.js';
import { inTime } from './in-time.js';
import type { Person } from './person.js';
import { localPath } from './reply.js';

const LIFE_MINUTES = 30;
const MAX_BYTES = 256 * 1024;

type SignedPage = { personId: string; page: string };

/**
 * The page and its person, signed: a form carries it, so that the form can be kept when its session has ended. The answer's nonce makes
 * another signature each time, as the form's token is masked.
 */
export function signPage(req: Request, person: Person): string {
  const payload = Buffer.from(JSON.stringify([person.id, formPage(req), req.nonce])).toString('base64url');
  return `${payload}.${seal(payload, req.app.locals.formKeys[0])}`;
}

/** Reads what `signPage` wrote, under any of the listed secrets; undefined for anything else. */
export function readSignedPage(req: Request): SignedPage | undefined {
  const sent = req.body?.form_page;
  const [payload, mac] = typeof sent === 'string' ? sent.split('.') : [];
  if (!payload || !mac) return undefined;
  const sealed = (req.app.locals.formKeys as string[]).some((key) => equal(mac, seal(payload, key)));
  if (!sealed) return undefined;
  const [personId, page] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [string, string];
  return { personId, page };
}

/** Keeps what was typed, without passwords and files, for 30 minutes; answers whether it was kept (256 KB at most). */
export async function keepForm(database: Database, { personId, page }: SignedPage, body: object): Promise<boolean> {
  const fields = Object.fromEntries(
    Object.entries(body).filter(([name]) => !/password|^csrf_token$|^form_page$/.test(name)),
  );
  const json = JSON.stringify(fields).replaceAll('\\u0000', '\\ufffd').toWellFormed();
  if (Buffer.byteLength(json) > MAX_BYTES) return false;
  const kept = await database.asSystem(
    'a form without a session is kept for its person',
    (tx) =>
      tx.$executeRaw`
      insert into kept_forms (user_id, page, fields, expires_at)
      select id, ${page}, ${json}::jsonb, now() + make_interval(mins => ${LIFE_MINUTES}) from users where id = ${personId}::uuid
      on conflict (user_id) do update set page = excluded.page, fields = excluded.fields, expires_at = excluded.expires_at`,
  );
  return kept > 0;
}

/** Hands the kept form to the page that it was typed on, when the person comes back with `?kept=1`. */
export function keptForm(database: Database): RequestHandler {
  return async (req, _res, next) => {
    if (req.method === 'GET' && req.person && req.query.kept === '1') {
      const { person } = req;
      const asking = database.readAsSystem('a form without a session is kept for its person', (db) =>
        db.row<{ fields: Record<string, unknown> }>(sql`
          select fields from kept_forms where user_id = ${person.id}::uuid and expires_at > now() and split_part(page, '?', 1) = ${req.path}`),
      );
      const row = await inTime(req, asking);
      if (row) {
        req.kept = row.fields;
        req.session.flash ??= {
          text: 'The form had expired and nothing was changed. Check it and send it again.',
          tone: 'warn',
        };
      }
    }
    next();
  };
}

/** The path with `kept=1` added. */
export function withKept(page: string): string {
  return `${page}${page.includes('?') ? '&' : '?'}kept=1`;
}

// A form shown again with its mistakes stands at the address it was sent to; the page it came from is its real one.
function formPage(req: Request): string {
  if (req.method === 'GET') return withoutKept(req.originalUrl);
  const sent = readSignedPage(req)?.page;
  return sent ?? '/';
}

function withoutKept(address: string): string {
  return localPath(address.replace(/([?&])kept=1&?/, '$1').replace(/[?&]$/, '')) ?? '/';
}

function seal(payload: string, key: string): string {
  return createHmac('sha256', key).update(`form page ${payload}`).digest('base64url');
}

function equal(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}
