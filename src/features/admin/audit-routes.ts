import type { Request } from 'express';
import { csvLines, csvText } from '../../http/csv.js';
import { today } from '../../http/format.js';
import { one } from '../../http/list/page.js';
import { counted, readerOf } from '../../http/list/sql.js';
import { file, page } from '../../http/reply.js';
import { adminRoutes, type Route } from '../../http/routes.js';
import { BadRequest } from '../../platform/errors.js';
import type { ReadDoor, StreamDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { audit } from '../../records/audit.js';
import { type AuditAsked, readAuditFilter } from './audit-filter.js';
import { AUDIT_COLUMNS, AUDIT_NAMES, type AuditLine } from './audit-lines.js';
import { AUDIT, type AuditPlace, auditPage } from './audit-view.js';

const PAGE_SIZE = 50;
const BATCH = 500;
const CSV_COLUMNS = [
  'id',
  'at',
  'act',
  'actor_id',
  'actor',
  'subject_kind',
  'subject_id',
  'client_address',
  'request_id',
] as const;

/** Who did what, when, from where, to what: a page of it, and all of it as CSV. */
export function adminAuditRoutes(retentionDays: number): Route[] {
  return adminRoutes(({ get, stream }) => {
    get(AUDIT, async (db, req) => {
      const asked = await readAuditFilter(db, req.query, req.person.timeZone);
      const place = placeOf(req.query);
      const isReadable = Object.keys(asked.faults).length === 0;
      const rows = isReadable ? await linesAt(db, asked, place) : [];
      const matching = isReadable ? await countLines(db, asked) : 0;
      const view = auditPage({ asked, rows, matching, place, size: PAGE_SIZE, retentionDays }, req);
      return page('admin/audit.njk', view, isReadable ? 200 : 422);
    });

    stream(
      `${AUDIT}/export.csv`,
      async (db, req) => {
        const asked = await readAuditFilter(db, req.query, req.person.timeZone);
        if (Object.keys(asked.faults).length > 0) throw new BadRequest(Object.values(asked.faults).join(' '));
        return file(`audit-${today(req.person.timeZone)}.csv`, 'text/csv', csvOf(db, asked));
      },
      async (tx, req) => {
        const { faults } = await readAuditFilter(readerOf(tx), req.query, req.person.timeZone);
        if (Object.keys(faults).length === 0) await audit(tx, req, 'exported', { kind: 'audit_log', id: 'list' });
      },
    );
  });
}

// older-1234-51: the lines before the one of that id, of which the first is the 51st.
function placeOf(query: Request['query']): AuditPlace {
  const cursor = one(query.cursor) ?? '';
  if (cursor === '') return { way: 'older', id: undefined, position: 1 };
  const [, way, id, position] = /^(older|newer)-(\d{1,18})-([1-9]\d{0,8})$/.exec(cursor) ?? [];
  if (!way || !id) throw new BadRequest('This page of the log cannot be found again. Start from its first page.');
  return { way: way === 'newer' ? 'newer' : 'older', id, position: Number(position) };
}

async function linesAt(db: ReadDoor, asked: AuditAsked, { way, id }: AuditPlace): Promise<AuditLine[]> {
  const isOlder = way === 'older';
  const order = isOlder ? sql`desc` : sql`asc`;
  const than = isOlder ? sql`a.id < ${id ?? null}::bigint` : sql`a.id > ${id ?? null}::bigint`;
  const where = asked.where({ behind: id ? than : sql`true`, way: order, limit: PAGE_SIZE + 1 });
  return db.rows<AuditLine>(
    sql`
    select ${AUDIT_COLUMNS} from audit_log a ${AUDIT_NAMES} where ${where} order by a.id ${order} limit ${PAGE_SIZE + 1}`,
    'anew',
  );
}

async function countLines(db: ReadDoor, asked: AuditAsked): Promise<number> {
  const row = await db.row<{ n: number }>(sql`select ${counted(sql`audit_log a`, asked.where())} as n`, 'anew');
  return row?.n ?? 0;
}

async function* csvOf(db: StreamDoor, asked: AuditAsked): AsyncGenerator<string> {
  yield csvLines([[...CSV_COLUMNS]]);
  const lines = sql`
    select ${AUDIT_COLUMNS} from audit_log a ${AUDIT_NAMES} where ${asked.where()} order by a.id desc`;
  for await (const batch of db.batches<AuditLine>(lines, BATCH))
    yield csvLines(batch.map((line) => CSV_COLUMNS.map((name) => cellOf(line[name]))));
}

function cellOf(value: string | Date | null): string {
  return value instanceof Date ? value.toISOString() : csvText(value);
}
