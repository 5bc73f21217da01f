import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { companyIdNow } from '../companies/index.js';

/** What a payer's own form says that it paid, in minor units, and why that differs from one's own figure by `explained`. */
export type PayerForm = {
  company_id: string;
  payer: string;
  currency: string;
  amount: number;
  explanation: string | null;
  explained: number | null;
};
/** Whose form, of which year and in which currency. */
type FormKey = { year: number; currency: string; company_id: string };

/** The forms of a year. In an open year those of payers that became one are one; a closed one keeps the payers that it had. */
export async function formsOf(db: Pick<ReadDoor, 'rows'>, year: number, isClosed: boolean): Promise<PayerForm[]> {
  const forms = await db.rows<PayerForm>(sql`
    select ${isClosed ? sql`f.company_id` : companyIdNow(sql`f.company_id`)}::text as company_id, f.payer, f.currency, f.amount, f.explanation,
      f.explained::float8 as explained
    from payer_forms f where f.year = ${year} order by f.typed_at, f.id`);
  const byPayer = new Map<string, PayerForm>();
  for (const form of forms) {
    const key = `${form.company_id} ${form.currency}`;
    const first = byPayer.get(key);
    // Two forms that are one by now: neither's explanation is of their sum.
    byPayer.set(
      key,
      first ? { ...first, amount: first.amount + form.amount, explanation: null, explained: null } : form,
    );
  }
  return [...byPayer.values()];
}

/** Keeps what a payer's form says, or that it says nothing any more. Another figure has to be explained anew. */
export async function saveForm(tx: WriteDoor, key: FormKey, payer: string, amount: number | null): Promise<void> {
  const { year, currency, company_id } = key;
  const isOne = sql`year = ${year} and currency = ${currency} and (company_id = ${company_id}::uuid or ${companyIdNow(sql`company_id`)} = ${company_id}::uuid)`;
  await tx.$executeRaw(sql`delete from payer_forms where ${isOne}`);
  if (amount !== null)
    await tx.$executeRaw(sql`
      insert into payer_forms (year, currency, company_id, payer, amount) values (${year}, ${currency}, ${company_id}::uuid, ${payer}, ${amount})`);
}

/** Keeps why a payer's form differs by so much; false where there is no such form. */
export async function explainForm(
  tx: WriteDoor,
  { year, currency, company_id }: FormKey,
  explanation: string,
  difference: number,
): Promise<boolean> {
  const kept = await tx.$executeRaw(sql`
    update payer_forms set explanation = ${explanation}, explained = ${String(difference)}::bigint
    where year = ${year} and currency = ${currency}
      and (company_id = ${company_id}::uuid or ${companyIdNow(sql`company_id`)} = ${company_id}::uuid)`);
  return kept > 0;
}
