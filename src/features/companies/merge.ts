import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { type Ledger, setColumn } from '../../records/merge/ledger.js';
import type { Merging, Pair } from '../../records/merge/merging.js';
import type { RecordState } from '../../records/state.js';
import { alikeCompanies } from './alike.js';
import { lockNames } from './by-name.js';
import { COMPANIES } from './kind.js';
import type { OfCompany } from './of-company.js';

/** What becomes of a company's links when it is merged into another: its own, and those of which other modules say. */
export function companyMerging(others: readonly OfCompany[]): Merging {
  const theirs = others.flatMap(({ merge }) => merge ?? []);
  return {
    joined: [],
    links: [
      // What each keeps for themselves is told first.
      ...theirs.flatMap(({ links }) => links).toSorted((a, b) => Number(!!b.everybodys) - Number(!!a.everybodys)),
      {
        table: 'companies',
        column: 'parent_id',
        one: 'company below it',
        many: 'companies below it',
        live: true,
        told: { kind: COMPANIES, field: 'parent' },
      },
    ],
    hold: lockNames,
    offered: (kept, lost) => ({ kept: apartFrom(lost, kept), lost: apartFrom(kept, lost) }),
    async prepare(tx, ledger, pair) {
      for (const { prepare } of theirs) await prepare?.(tx, ledger, pair);
    },
    async settle(tx, ledger, pair, name) {
      for (const { settle } of theirs) await settle?.(tx, ledger, pair, name);
      await takeLogo(tx, ledger, pair);
    },
    alike: alikeCompanies,
    detail: sql`c.domain`,
  };
}

// Of two that become one, neither can belong to the other.
function apartFrom(other: RecordState, { fields }: RecordState): RecordState['fields'] {
  return fields.parent === other.name ? { ...fields, parent: null } : fields;
}

// Its pictures have moved; the logo among them serves where there was none.
async function takeLogo(tx: WriteDoor, ledger: Ledger, { kept, lost }: Pair): Promise<void> {
  const logo = sql`(select l.logo_id from companies l where l.id = ${lost}::uuid)`;
  const bare = sql`t.id = ${kept}::uuid and t.logo_id is null and ${logo} is not null`;
  await setColumn(tx, ledger, { table: 'companies', column: 'logo_id' }, logo, bare);
}
