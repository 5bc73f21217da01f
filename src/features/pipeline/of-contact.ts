import { count } from '../../http/format.js';
import { sql } from '../../platform/postgres/sql.js';
import { dropDoubles } from '../../records/merge/doubles.js';
import type { OfContact } from '../contacts/index.js';
import { PIPELINE } from './kind.js';

const OF_EACH = sql`
  select k.contact_id, count(*) filter (where s.kind = 'won') as won, count(*) filter (where s.kind in ('won', 'lost')) as closed
  from deal_contacts k join deals d on d.id = k.deal_id join deal_stages s on s.id = d.stage_id where d.deleted_at is null`;

/** What the reader's own deals say of a contact: how many were won with them. */
export const dealsOfContact: OfContact = {
  figures: () => sql`
    (select coalesce(to_jsonb(w), '{"won": 0, "closed": 0}') from (select) x left join (${OF_EACH} and k.contact_id = c.id group by 1) w on true) as deals`,
  columns: [
    {
      name: 'deals_won',
      label: 'Deals won',
      standard: false,
      cls: 'p3',
      width: 'w-count',
      right: true,
      cell: ({ deals }) => ({ text: count(wonIn(deals)), cls: wonIn(deals) === 0 ? 'nil' : '' }),
      csv: ({ deals }) => String(wonIn(deals)),
    },
  ],
  sorts: {
    deals_won: {
      label: 'Deals won',
      type: 'bigint',
      expression: sql`coalesce(dealt.won, 0)`,
      join: () => sql`left join (${OF_EACH} group by 1) dealt on dealt.contact_id = c.id`,
    },
  },
  strip: ({ deals }) => {
    const { closed } = deals as { closed: number };
    if (closed === 0) return [];
    return [
      {
        label: 'Deals won',
        value: count(wonIn(deals)),
        words: `of ${count(closed)} that were closed`,
        href: PIPELINE.path,
      },
    ];
  },
  merge: {
    links: [{ table: 'deal_contacts', column: 'contact_id', one: 'deal', many: 'deals', everybodys: true }],
    prepare: (tx, ledger, pair) =>
      dropDoubles(tx, ledger, { table: 'deal_contacts', by: 'contact_id', same: ['deal_id'], says: ['part'] }, pair),
  },
};

const wonIn = (deals: unknown) => Number((deals as { won: number }).won);
