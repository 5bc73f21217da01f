import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql, typed } from '../../platform/postgres/sql.js';
import type { BulkField, Reference } from '../../records/bulk/field.js';
import type { BulkValue } from '../../records/bulk/values.js';
import { type CompanyName, findOrAddCompany, holdCompanies, lockNames, named } from './by-name.js';

type InBulk = Omit<BulkField, 'name' | 'label' | 'schema'> & Partial<Pick<BulkField, 'label'>>;

/** What a company is called, by its id. */
export const nameOf = (id: Sql) => sql`(select p.name from companies p where p.id = ${id})`;
const BY_NAME = { control: 'combobox', url: '/companies/suggestions' } as const;

/** How the brand of many records is set: as their form does it, so a name that is no company's makes one. */
export const BRAND_IN_BULK: InBulk & { none: string } = {
  ...BY_NAME,
  type: 'uuid',
  column: 'company_id',
  add: 'brand',
  none: 'no brand',
  reference: {
    ...reference('company_id'),
    text: { column: 'brand', of: nameOf },
    make: findOrAddCompany,
  },
  unfit: () => 'this company was deleted meanwhile.',
};

/** How a company that records name by its id alone is set in many. */
export const COMPANY_IN_BULK: InBulk & { none: string } = {
  ...BY_NAME,
  type: 'uuid',
  column: 'company_id',
  add: 'company',
  none: 'no company',
  reference: {
    ...reference('company_id'),
    named: (id) => sql`to_jsonb(${nameOf(id)})`,
    make: findOrAddCompany,
  },
  unfit: () => 'this company was deleted meanwhile.',
};

/** How many companies are made to belong to one: none that is it, or that it belongs to itself. */
export const PARENT_IN_BULK: InBulk = {
  ...BY_NAME,
  label: 'Parent',
  type: 'uuid',
  column: 'parent_id',
  none: 'no company',
  reference: {
    ...reference('parent_id'),
    named: (id) => sql`to_jsonb(${nameOf(id)})`,
    missing: 'No company is called that. Choose one of the list.',
    // As the form of one does: nobody else makes a company belong to another meanwhile.
    async hold(tx, ids) {
      await lockNames(tx);
      await holdCompanies(tx, ids);
    },
    may: (id) => sql`r.id <> all(array(
      with recursive above as (
        select p.id, p.parent_id from companies p where p.id = ${id}
        union select p.id, p.parent_id from companies p join above a on p.id = a.parent_id)
      select above.id from above))`,
  },
  unfit: () => 'a company cannot belong to itself, nor to one that belongs to it.',
};

function reference(column: string): Reference {
  return {
    id: (values) => live(values[column] ?? null),
    find: findNamed,
    hold: holdCompanies,
    // One that was merged since is the one that it became a part of.
    now: (id) => sql`(select coalesce(n.merged_into_id, n.id) from companies n where n.id = ${id})`,
  };
}

const live = (id: BulkValue) => sql`(
  select k.id from companies l join companies k on k.id = coalesce(l.merged_into_id, l.id)
  where l.id = ${typed(id, 'uuid')} and k.deleted_at is null)`;

function findNamed(db: Pick<ReadDoor, 'row'>, name: string): Promise<CompanyName | undefined> {
  return db.row<CompanyName>(sql`
    select c.id::text, c.name from companies c where c.id = ${named(sql`${name}::text`)}`);
}
