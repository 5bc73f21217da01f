import type { WriteDoor } from '../../platform/postgres/database.js';
import { raw, type Sql, sql } from '../../platform/postgres/sql.js';
import { dropDoubles } from '../../records/merge/doubles.js';
import { type Ledger, remember, setColumn } from '../../records/merge/ledger.js';
import type { Merging, Pair } from '../../records/merge/merging.js';
import { alikeContacts } from './alike.js';
import type { OfContact } from './of-contact.js';
import { currentCompany } from './queries.js';

/** What becomes of a contact's rows when it is merged into another, which gets its addresses and companies too, and of what other modules say of it. */
export function contactMerging(others: readonly OfContact[]): Merging {
  const theirs = others.flatMap(({ merge }) => merge ?? []);
  return {
    joined: ['emails', 'phones', 'handles', 'companies'],
    links: [
      { table: 'contact_points', column: 'contact_id', one: 'address or number', many: 'addresses and numbers' },
      { table: 'contact_companies', column: 'contact_id', one: 'company', many: 'companies' },
      ...theirs.flatMap(({ links }) => links),
    ],
    async prepare(tx, ledger, pair) {
      await joinRows(tx, ledger, pair);
      for (const { prepare } of theirs) await prepare?.(tx, ledger, pair);
    },
    alike: alikeContacts,
    detail: sql`concat_ws(', ', c.title, ${currentCompany(sql`current_date`)})`,
  };
}

const POINTS = { table: 'contact_points', by: 'contact_id', same: ['kind', 'value_key'] };
const EMPLOYMENTS = {
  table: 'contact_companies',
  by: 'contact_id',
  same: ['company_id'],
  says: ['title', 'from_on', 'to_on'],
};

async function joinRows(tx: WriteDoor, ledger: Ledger, pair: Pair): Promise<void> {
  // An edit of the contact deletes rows that are left out: an undo must not depend on finding them.
  for (const { table } of [POINTS, EMPLOYMENTS])
    await remember(tx, ledger, table, sql`t.contact_id = ${pair.lost}::uuid`);
  await dropDoubles(tx, ledger, POINTS, pair);
  await dropDoubles(tx, ledger, EMPLOYMENTS, pair);
  await leaveOnePrimary(tx, ledger, pair);
  for (const table of ['contact_points', 'contact_companies']) await standBehind(tx, ledger, table, pair);
}

async function leaveOnePrimary(tx: WriteDoor, ledger: Ledger, { kept, lost }: Pair): Promise<void> {
  const second = sql`t.contact_id = ${lost}::uuid and t.is_primary and exists (
    select from contact_points o where o.contact_id = ${kept}::uuid and o.kind = t.kind and o.is_primary)`;
  await setColumn(tx, ledger, { table: 'contact_points', column: 'is_primary' }, sql`false`, second);
}

// The first company is where somebody works, so the order of the one that stays goes before.
async function standBehind(tx: WriteDoor, ledger: Ledger, table: string, { kept, lost }: Pair): Promise<void> {
  const behind: Sql = sql`t.position + (select coalesce(max(o.position) + 1, 0) from ${raw(table)} o where o.contact_id = ${kept}::uuid)`;
  await setColumn(tx, ledger, { table, column: 'position' }, behind, sql`t.contact_id = ${lost}::uuid`);
}
