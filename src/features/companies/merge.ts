import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { dropDoubles } from '../../records/merge/doubles.js';
import { idsSet, type Ledger, setColumn } from '../../records/merge/ledger.js';
import type { Merging, Pair } from '../../records/merge/merging.js';
import type { RecordState } from '../../records/module.js';
import { alikeCompanies } from './alike.js';
import { lockNames } from './by-name.js';

/** What becomes of a company's own links when it is merged into another. */
export const MERGING: Merging = {
  joined: [],
  links: [
    { table: 'inventory_items', column: 'company_id', one: 'item', many: 'items', live: true, everybodys: true },
    { table: 'contact_companies', column: 'company_id', one: 'contact', many: 'contacts' },
    { table: 'companies', column: 'parent_id', one: 'company below it', many: 'companies below it', live: true },
  ],
  hold: lockNames,
  offered: (kept, lost) => ({ kept: apartFrom(lost, kept), lost: apartFrom(kept, lost) }),
  prepare: (tx, ledger, pair) => dropDoubles(tx, ledger, WHO_WORKS_THERE, pair),
  async settle(tx, ledger, pair, name) {
    await renameBrands(tx, ledger, name);
    await takeLogo(tx, ledger, pair);
  },
  alike: alikeCompanies,
  detail: sql`c.domain`,
};

const WHO_WORKS_THERE = {
  table: 'contact_companies',
  by: 'company_id',
  same: ['contact_id'],
  says: ['title', 'from_on', 'to_on'],
};

// Of two that become one, neither can belong to the other.
function apartFrom(other: RecordState, { fields }: RecordState): RecordState['fields'] {
  return fields.parent === other.name ? { ...fields, parent: null } : fields;
}

// As the item's form would write it. The item's version stays: a form that its owner has open still says the old name, which
// leads to this company too, so there is nothing to refuse it for.
async function renameBrands(tx: WriteDoor, ledger: Ledger, name: string): Promise<void> {
  const moved = sql`t.id = any(${idsSet(ledger, 'inventory_items')}::uuid[]) and t.brand is distinct from ${name}`;
  await setColumn(tx, ledger, { table: 'inventory_items', column: 'brand' }, sql`${name}`, moved);
}

// Its pictures have moved; the logo among them serves where there was none.
async function takeLogo(tx: WriteDoor, ledger: Ledger, { kept, lost }: Pair): Promise<void> {
  const logo = sql`(select l.logo_id from companies l where l.id = ${lost}::uuid)`;
  const bare = sql`t.id = ${kept}::uuid and t.logo_id is null and ${logo} is not null`;
  await setColumn(tx, ledger, { table: 'companies', column: 'logo_id' }, logo, bare);
}
