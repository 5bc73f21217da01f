import { monthYear } from '../../http/format.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { notYet } from '../../records/happened.js';
import { findNamed } from '../../records/named.js';
import type { Draft, Placed } from '../../records/record/draft.js';
import type { RecordState } from '../../records/state.js';
import type { MonthData } from './fields.js';
import { AFFILIATES } from './kind.js';
import { PROGRAMMES } from './programmes/kind.js';

type Key = { programme: string; tracking: string | null; month: string; currency: string };

/** Finds the programme of a month and its tracking id, and refuses a month that is there already. */
export async function placeMonth(tx: WriteDoor, draft: Draft<MonthData>): Promise<Placed<MonthData>> {
  const { data, before } = draft;
  const coming = data.paid_on === before?.fields.paid_on ? undefined : notYet(data.paid_on, draft.person);
  if (coming) return { ok: false, errors: { paid_on: coming } };
  const programme = await programmeOf(tx, draft);
  if ('fault' in programme) return { ok: false, errors: { programme: programme.fault } };
  const tracking = await trackingOf(tx, programme, data.tracking_id);
  if ('fault' in tracking) return { ok: false, errors: { tracking_id: tracking.fault } };
  const key = { programme: programme.id, tracking: tracking.id, month: data.month, currency: data.currency };
  const other = await enteredAs(tx, key, before?.id ?? null);
  if (other)
    return {
      ok: false,
      errors: { month: `${monthYear(`${data.month}-01`)} of ${programme.name} is there already in ${data.currency}.` },
      links: { month: { href: `${AFFILIATES.path}/${other.id}`, label: `Open ${other.name}` } },
    };
  return {
    ok: true,
    data: { ...data, programme: programme.name, programme_id: programme.id },
    besides: { tracking_row_id: { value: tracking.id, type: 'uuid' } },
  };
}

/** Why a month cannot leave the trash, as the rest of a sentence. */
export async function takenMonth(tx: WriteDoor, { id, fields }: RecordState): Promise<string | undefined> {
  const programme = await held(tx, String(fields.programme_id));
  if (!programme) return 'its programme lies there too. Restore that first.';
  const code = fields.tracking_id === null ? null : String(fields.tracking_id);
  const tracking = await trackingOf(tx, programme, code);
  if ('fault' in tracking) return tracking.fault;
  const key = { programme: programme.id, tracking: tracking.id };
  const other = await enteredAs(tx, { ...key, month: String(fields.month), currency: String(fields.currency) }, id);
  return other && 'it was entered anew by now. Change that one first.';
}

/** Whether the place of a month `r` in the trash is free. */
export const IS_FREE = sql`exists (select from affiliate_programmes ap where ap.id = r.programme_id and ap.deleted_at is null)
  and not exists (select from affiliate_months o where o.deleted_at is null and o.programme_id = r.programme_id
    and o.month = r.month and o.currency = r.currency and o.tracking_row_id is not distinct from r.tracking_row_id)`;

// What was left as it stood stays, whatever the programme is called by now.
async function programmeOf(tx: WriteDoor, { data, before, sent }: Draft<MonthData>) {
  const { programme: name, programme_id: id } = data;
  const isSame = before !== null && name !== null && name === before.fields.programme;
  const known = isSame ? String(before.fields.programme_id) : id;
  // A name that was cleared by hand: without JavaScript the hidden id stays behind.
  if (name === null && (known === null || sent.programme !== undefined)) return { fault: 'Choose a programme.' };
  const meant = isSame ? { id: known, name: null } : { id: known, name };
  const found = await findNamed(tx, PROGRAMMES, meant);
  if ('fault' in found)
    return isSame ? { fault: 'This programme lies in the trash. Restore it, or choose another.' } : found;
  return (await held(tx, found.id)) ?? { fault: 'This programme is no longer there.' };
}

// Whoever enters a month of a programme, or moves that to the trash, waits for who came first.
async function held(tx: WriteDoor, id: string): Promise<{ id: string; name: string } | undefined> {
  const [found] = await tx.$queryRaw<{ id: string; name: string }[]>(sql`
    select id::text, name from affiliate_programmes where id = ${id}::uuid and deleted_at is null for no key update`);
  return found;
}

async function trackingOf(
  tx: WriteDoor,
  programme: { id: string; name: string },
  code: string | null,
): Promise<{ id: string | null } | { fault: string }> {
  if (code === null) return { id: null };
  const [found] = await tx.$queryRaw<{ id: string }[]>(sql`
    select id::text from affiliate_tracking_ids where programme_id = ${programme.id}::uuid and code = ${code}`);
  return found ?? { fault: `${code} is no tracking id of ${programme.name}. Choose one of its own, or add it there.` };
}

async function enteredAs(tx: WriteDoor, { programme, tracking, month, currency }: Key, except: string | null) {
  const [found] = await tx.$queryRaw<{ id: string; name: string }[]>(sql`
    select id::text, name from affiliate_months where deleted_at is null and programme_id = ${programme}::uuid and month = ${month}
      and currency = ${currency} and tracking_row_id is not distinct from ${tracking}::uuid and id is distinct from ${except}::uuid`);
  return found;
}
