import { createHash } from 'node:crypto';
import type { TestDatabase } from './database.js';
import { PEOPLE } from './people.js';

/** How many rows of each table are alice's; as many more are bob's. Of what is common there are so many in all. */
export const OWN = 10_000;

const N = "lpad(n::text, 5, '0')";
const DAY = `date '2024-01-01' + n % 900`;
const MAIL = `'m' || ${N} || '@x.example'`;
const AT = `timestamptz '2024-01-01' + n * interval '1 minute'`;
// Rows of both stand mixed in a table, as they do after years of use.
const WHO = `(array['${PEOPLE.alice.id}', '${PEOPLE.bob.id}']::uuid[])[1 + n % 2]`;
/** The id of the nth row of a table. */
const id = (table: string, n = 'n') => `md5('${table} ' || ${n})::uuid`;

/** What each table is filled with, column by column; `n` is the number of a row. */
const ROWS: Record<string, Record<string, string>> = {
  companies: { name: `'Company ' || ${N}`, domain: `'c' || n || '.example'`, updated_at: AT },
  contacts: {
    first_name: `'First ' || ${N}`,
    title: `'Head ' || ${N}`,
    next_touch_on: DAY,
    main_email: MAIL,
    updated_at: AT,
  },
  // One of ten works nowhere by now.
  contact_companies: {
    contact_id: id('contacts'),
    company_id: id('companies'),
    to_on: `case when n % 10 = 0 then date '2024-01-01' end`,
  },
  contact_points: {
    contact_id: id('contacts'),
    kind: `'email'`,
    value: MAIL,
    is_primary: 'true',
  },
  templates: { name: `'Template ' || ${N}`, subject: `'About ' || n`, body: `'Hello'`, updated_at: AT },
  guide_episodes: {
    name: `'Episode ' || ${N}`,
    show_id: id('guide_shows', '1 + n % 5'),
    number: 'n',
    owner_id: WHO,
    publish_on: DAY,
    updated_at: AT,
  },
  inventory_items: {
    user_id: WHO,
    name: `'Item ' || ${N}`,
    brand: `'Brand ' || n % 500`,
    company_id: id('companies'),
    source: `'review_unit'`,
    currency: `'USD'`,
    state: `(array['received', 'kept', 'sold'])[1 + n % 3]`,
    received_on: DAY,
    review_due_on: DAY,
    fair_market_value: 'n',
    sold_on: `case when n % 3 = 2 then ${DAY} end`,
    sale_price: `case when n % 3 = 2 then n end`,
    cash_price: 'n',
    updated_at: AT,
  },
  deals: {
    user_id: WHO,
    name: `'Deal ' || ${N}`,
    currency: `'USD'`,
    amount: 'n',
    company_id: id('companies'),
    stage_id: `(select s.id from deal_stages s where s.user_id = ${WHO} and s.kind = case when n % 50 < 2 then 'open' else 'lost' end order by s.position limit 1)`,
    next_step: `'Ring'`,
    next_step_on: DAY,
    expected_on: DAY,
    closed_on: `case when n % 50 < 2 then null else ${DAY} end`,
    updated_at: AT,
  },
  collabs: {
    user_id: WHO,
    name: `'Collab ' || ${N}`,
    currency: `'USD'`,
    fee: 'n',
    company_id: id('companies'),
    state: `case when n % 50 < 2 then 'in_production' else 'completed' end`,
    updated_at: AT,
  },
  collab_deliverables: {
    user_id: WHO,
    collab_id: id('collabs'),
    kind: `'short'`,
    draft_due_on: DAY,
    approval_due_on: DAY,
    live_on: DAY,
    state: `case when n % 50 < 2 then 'to_do' else 'live' end`,
  },
  collab_payments: {
    user_id: WHO,
    collab_id: id('collabs'),
    label: `'All'`,
    amount: 'n',
    due_on: DAY,
    paid_on: `case when n % 50 < 2 then null else ${DAY} end`,
    paid_amount: `case when n % 50 < 2 then null else n end`,
  },
  affiliate_programmes: { user_id: WHO, name: `'Programme ' || ${N}`, currency: `'USD'`, company_id: id('companies') },
  affiliate_months: {
    user_id: WHO,
    programme_id: id('affiliate_programmes'),
    name: `'Month ' || ${N}`,
    month: `to_char(${DAY}, 'YYYY-MM')`,
    currency: `'USD'`,
    commission: 'n',
    updated_at: AT,
  },
  tasks: { user_id: WHO, title: `'Task ' || ${N}`, due_on: DAY, inventory_item_id: id('inventory_items'), done_at: AT },
  history: {
    user_id: WHO,
    actor_id: WHO,
    act: `'changed'`,
    changes: `'{}'`,
    at: AT,
    inventory_item_id: id('inventory_items', 'case when n % 4 = 0 then 2 else n end'),
  },
};
/** The tables that are filled. */
export const MANY = Object.keys(ROWS);
const hash = createHash('md5').update('inventory_items 2').digest('hex');
/** The id of an item of alice's that was changed thousands of times. */
export const CHANGED_ITEM = hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
const ARE_COMMON = ['companies', 'contacts', 'contact_companies', 'contact_points', 'templates', 'guide_episodes'];

/** Fills the tables, past every form, and lets Postgres count them. */
export async function insertMany({ rows }: Pick<TestDatabase, 'rows'>): Promise<void> {
  await rows(`set session_replication_role = replica`);
  await rows(
    `insert into guide_shows (id, name) select ${id('guide_shows')}, 'Show ' || n from generate_series(1, 5) n`,
  );
  for (const [table, columns] of Object.entries(ROWS)) {
    const many = ARE_COMMON.includes(table) ? OWN : 2 * OWN;
    await rows(`insert into ${table} (id, ${Object.keys(columns).join(', ')})
      select ${id(table)}, ${Object.values(columns).join(', ')} from generate_series(1, ${many}) n`);
  }
  await rows(
    `insert into sessions (sid, sess, expire) select 'many ' || n, '{}', now() + interval '1 hour' from generate_series(1, ${OWN}) n`,
  );
  await rows(`set session_replication_role = origin`);
  await rows('vacuum analyze');
}
