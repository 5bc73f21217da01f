import { raw, type Sql, sql } from '../platform/postgres/sql.js';

type KindFacts = {
  table: string;
  /** The column by which notes, tags, files, tasks and history refer to it, and what Prisma calls that. */
  column: 'inventory_item_id' | 'company_id' | 'contact_id';
  field: 'inventoryItemId' | 'companyId' | 'contactId';
  /** Own records have an owner; common ones are everybody's. */
  own: boolean;
  path: string;
  title: string;
  one: string;
  many: string;
  icon: string;
};

/** The kinds of records, by the names of their modules. What every record can do knows them by this table alone. */
export const KINDS = {
  inventory: {
    table: 'inventory_items',
    column: 'inventory_item_id',
    field: 'inventoryItemId',
    own: true,
    path: '/inventory',
    title: 'Inventory',
    one: 'item',
    many: 'items',
    icon: 'package',
  },
  companies: {
    table: 'companies',
    column: 'company_id',
    field: 'companyId',
    own: false,
    path: '/companies',
    title: 'Companies',
    one: 'company',
    many: 'companies',
    icon: 'building-2',
  },
  contacts: {
    table: 'contacts',
    column: 'contact_id',
    field: 'contactId',
    own: false,
    path: '/contacts',
    title: 'Contacts',
    one: 'contact',
    many: 'contacts',
    icon: 'contact-round',
  },
} as const satisfies Record<string, KindFacts>;

export type Kind = keyof typeof KINDS;
/** A record that something is about. */
export type Target = { kind: Kind; id: string };
type TargetColumns = { [F in KindFacts['field']]?: string } & { userId?: null };

/** Whether the row `alias` is about the record. The owner leads the index; the policy adds it, so it is not named here. */
export function isAbout(alias: string, { kind, id }: Target): Sql {
  return sql`${raw(`${alias}.${KINDS[kind].column}`)} = ${id}::uuid`;
}

/** What a row about the record carries: its id, and no owner where the record is common. */
export function targetColumns({ kind, id }: Target): TargetColumns {
  const { field, own } = KINDS[kind];
  return { [field]: id, ...(own ? {} : { userId: null }) };
}

/** Where the record stands. */
export function pathOf({ kind, id }: Target): string {
  return `${KINDS[kind].path}/${id}`;
}
