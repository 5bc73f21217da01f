import { isCurrency } from '../../http/currency.js';
import { formatDate, formatMoney, plural } from '../../http/format.js';
import { keyset, one, pageOf, readPage, type Sort, viewUrl } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply } from '../../http/reply.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { distanceText } from '../../records/due.js';
import { readerNow } from '../../records/list/routes.js';
import { companyName } from '../companies/index.js';
import { COLLABS } from './kind.js';
import {
  AGES,
  type Age,
  ageOf,
  OUTSTANDING,
  OUTSTANDING_AMOUNT,
  OUTSTANDING_PATH,
  type OutstandingSum,
  outstandingByAge,
  outstandingHref,
} from './outstanding.js';

type Row = {
  id: string;
  sort_value: string;
  collab_id: string;
  label: string;
  collab: string;
  company: string | null;
  invoice_number: string | null;
  due_on: string | null;
  amount: number;
};

const BY_DUE: Sort = { expression: sql`coalesce(p.due_on, 'infinity'::date)`, type: 'date' };
const ROWS_A_PAGE = 100;

/** The payments that were invoiced and did not come, or not all: of one currency and one age, or of all, the latest first. */
export async function showOutstanding(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const { today, person } = readerNow(req);
  const sums = await outstandingByAge(db, today);
  const asked = { currency: one(req.query.currency) || person.currency, age: one(req.query.age) || null };
  const fault = faultOf(asked);
  const listed = readPage(req.query, { due_on: BY_DUE }, { list: 'outstanding', sort: 'due_on', limit: ROWS_A_PAGE });
  const { where, order } = keyset(listed, BY_DUE, sql`p.id`);
  const found = fault
    ? []
    : await db.rows<Row>(sql`
    select p.id::text as id, ${BY_DUE.expression}::text as sort_value, b.id::text as collab_id, p.label, b.name as collab,
      ${companyName(sql`b.company_id`)} as company, p.invoice_number, p.due_on, ${OUTSTANDING_AMOUNT} as amount
    from ${OUTSTANDING} and b.currency = ${asked.currency} and ${asked.age ? sql`${ageOf(today)} = ${asked.age}` : sql`true`}
      and ${where} ${order}`);
  const { rows, start, previous, next } = pageOf(found, listed);
  const turn = (cursor: string | undefined) => cursor && viewUrl(OUTSTANDING_PATH, req.query, { cursor });
  const own = sums.filter((it) => it.currency === asked.currency);
  const shown = asked.age ? own.filter((it) => it.age === asked.age) : own;
  const payments = sumOfAll(shown, (it) => it.payments);
  return page(
    'collabs/outstanding.njk',
    {
      kind: COLLABS,
      fault,
      currency: asked.currency,
      payments: plural(payments, 'payment', 'payments'),
      total: formatMoney(
        sumOfAll(shown, (it) => it.amount),
        asked.currency,
      ),
      ages: agesOf(own, asked.currency, asked.age),
      others: [...new Set(sums.map((it) => it.currency))]
        .filter((it) => it !== asked.currency)
        .map((it) => ({ currency: it, href: outstandingHref(it, (asked.age as Age) ?? undefined) })),
      rows: rows.map((row) => rowView(row, today, asked.currency)),
      pager: {
        text: rows.length === 0 ? '0' : `${start}–${start + rows.length - 1} of ${payments}`,
        previous: turn(previous),
        next: turn(next),
      },
    },
    fault ? 422 : 200,
  );
}

function faultOf({ currency, age }: { currency: string; age: string | null }): string | null {
  if (!isCurrency(currency)) return `“${currency}” is no currency of the list.`;
  return age === null || Object.hasOwn(AGES, age) ? null : `Payments have no age “${age}”.`;
}

function agesOf(own: readonly OutstandingSum[], currency: string, asked: string | null) {
  const all = { label: 'All', href: outstandingHref(currency), current: asked === null };
  const ages = (Object.keys(AGES) as Age[]).map((age) => ({
    label: AGES[age],
    href: outstandingHref(currency, age),
    current: asked === age,
    count: own.find((it) => it.age === age)?.payments ?? 0,
  }));
  return [{ ...all, count: sumOfAll(own, (it) => it.payments) }, ...ages];
}

function rowView(row: Row, today: string, currency: string) {
  const late = row.due_on !== null && row.due_on < today;
  return {
    name: row.label,
    href: `${COLLABS.path}/${row.collab_id}`,
    collab: row.collab,
    company: row.company,
    invoice: row.invoice_number,
    due: row.due_on && formatDate(row.due_on),
    late: late && row.due_on ? distanceText(row.due_on, today) : null,
    amount: formatMoney(row.amount, currency),
  };
}

function sumOfAll<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + of(row), 0);
}
