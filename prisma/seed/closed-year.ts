import { MODULES } from '../../src/features/modules.js';
import { closeYear } from '../../src/features/tax-year/closing.js';
import { explainForm, saveForm } from '../../src/features/tax-year/forms.js';
import { tellYear } from '../../src/features/tax-year/read.js';
import { dayOf } from '../../src/http/format.js';
import { readerOf } from '../../src/http/list/sql.js';
import { dayAfter } from '../../src/platform/clock.js';
import type { WriteDoor } from '../../src/platform/postgres/database.js';
import { sql } from '../../src/platform/postgres/sql.js';
import { chanceOf } from './chance.js';
import { atWork } from './days.js';

/** Whose year is closed, and in which currency. */
type Person = { id: string; currency: string; time_zone: string };
type Unit = { id: string; company_id: string; amount: number };

/** A year is closed in February: until then of those that are over it stands open. */
const CLOSED_ON = '02-12';
const CHANGED_AFTER_DAYS = 17;

/**
 * Closes a person's last year as they would have: one unit without a value in it, the forms of three payers, of which one agrees, one
 * differs by a unit and one is explained; and a value that was changed since, which is an adjustment.
 */
export async function closeLastYear(tx: WriteDoor, person: Person, now: Date): Promise<void> {
  const today = dayOf(now, person.time_zone);
  const year = Number(today.slice(0, 4)) - 1;
  const [closed, changed] = daysSince(year, today);
  // Which rows are whose is up to the policies, as in the app.
  await tx.$executeRaw(
    sql`select set_config('role', 'mouse_app', true), set_config('app.user_id', ${person.id}, true)`,
  );
  const [unvalued, revalued, explaining] = await unitsOf(tx, person, year);
  if (!unvalued || !revalued || !explaining) throw new Error(`The demo of ${year} has too few units to close it with.`);
  await tx.$executeRaw(sql`
    update inventory_items set fair_market_value = null, fmv_method = null, valued_on = null where id = ${unvalued.id}::uuid`);
  const asked = { year, currency: undefined, part: 'units', payer: undefined } as const;
  const it = await tellYear(readerOf(tx), MODULES, { asked, today, own: person.currency });
  await closeYear(tx, year, it.live, it.lines);
  const { payers = [] } = it.figures.find(({ currency }) => currency === person.currency) ?? {};
  await typeForms(tx, { year, currency: person.currency }, payers, explaining);
  const value = Math.round((revalued.amount * 0.7) / 100) * 100;
  await tx.$executeRaw(sql`
    update inventory_items set fair_market_value = ${value}, version = version + 1, updated_at = ${changed}::timestamptz
    where id = ${revalued.id}::uuid`);
  const changes = JSON.stringify({ fair_market_value: [revalued.amount, value] });
  await tx.$executeRaw(sql`
    insert into history (id, user_id, actor_id, at, act, changes, inventory_item_id)
    values (${chanceOf(`adjustment of ${person.id}`).id(changed)}::uuid, ${person.id}::uuid, ${person.id}::uuid, ${changed}::timestamptz, 'changed', ${changes}::jsonb, ${revalued.id}::uuid)`);
  await tx.$executeRaw(sql`select set_config('role', 'mouse_system', true), set_config('app.user_id', '', true)`);
  await tx.$executeRaw(
    sql`update tax_years set closed_at = ${closed}::timestamptz where user_id = ${person.id}::uuid and year = ${year}`,
  );
  await tx.$executeRaw(sql`
    insert into audit_log (act, actor_id, subject_kind, subject_id, at)
    values ('year_closed', ${person.id}::uuid, 'tax_year', ${String(year)}, ${closed}::timestamptz)`);
}

// In a young year it was closed on its first day, and changed on the next.
function daysSince(year: number, today: string): [closed: string, changed: string] {
  const [first, usual] = [`${year + 1}-01-01`, `${year + 1}-${CLOSED_ON}`];
  const closed = usual < today ? usual : first;
  const changed = [dayAfter(closed, CHANGED_AFTER_DAYS), today].sort()[0] ?? today;
  return [atWork(closed, 0), atWork(changed, 30)];
}

/** Units of that year that are still here, each of another payer, the dearest first. */
async function unitsOf(tx: WriteDoor, { currency }: Person, year: number): Promise<Unit[]> {
  const units = await tx.$queryRaw<Unit[]>(sql`
    select i.id::text, i.company_id::text, i.fair_market_value as amount from inventory_items i
    where i.deleted_at is null and i.source in ('review_unit', 'in_kind_payment') and i.state in ('kept', 'listed', 'reviewed', 'in_review', 'received')
      and i.currency = ${currency} and i.company_id is not null and i.fair_market_value > 1000 and i.quantity = 1
      and extract(year from i.received_on)::int = ${year} order by i.fair_market_value desc, i.id`);
  return units.filter((it, at) => units.findIndex(({ company_id }) => company_id === it.company_id) === at);
}

type Payer = { company_id: string | null; payer: string | null; in_kind: number; total: number };

async function typeForms(
  tx: WriteDoor,
  key: { year: number; currency: string },
  payers: readonly Payer[],
  unit: Unit,
): Promise<void> {
  const named = payers.filter((it): it is Payer & { company_id: string; payer: string } => it.company_id !== null);
  const type = (it: (typeof named)[number] | undefined, amount: number) =>
    it ? saveForm(tx, { ...key, company_id: it.company_id }, it.payer, amount) : undefined;
  const differing = named.find(({ company_id }) => company_id === unit.company_id);
  const [agreeing, explained] = named.filter((it) => it !== differing && it.in_kind === 0 && it.total > 0);
  await type(agreeing, agreeing?.total ?? 0);
  await type(differing, (differing?.total ?? 0) - unit.amount);
  if (!explained) return;
  const kept = Math.round(explained.total / 10);
  await type(explained, explained.total - kept);
  const words = 'They report the month of December in January, when they paid it.';
  await explainForm(tx, { ...key, company_id: explained.company_id }, words, -kept);
}
