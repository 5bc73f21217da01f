import { v7 as uuidv7 } from 'uuid';
import { insert, type TestDatabase } from './database.js';

/**
 * Lays something of a person's own into every table that has owners, past every form; what is text in it begins with `mark`.
 * Answers the ids of the common records it is about.
 */
export async function layEverything(db: TestDatabase, person: { id: string; email: string }, mark: string) {
  const user_id = person.id;
  const own = (table: string, fields: Record<string, unknown>) => insert(db, table, { user_id, ...fields });
  const without = (table: string, fields: Record<string, unknown>) => layWithoutId(db, table, { user_id, ...fields });
  const by = { created_by: user_id, updated_by: user_id };
  const common = await layCommon(db, by, mark);
  const { company, contact, episode, spot, template } = common;

  const item = await own('inventory_items', {
    ...{ name: `${mark} item`, source: 'gift', currency: 'USD', state: 'received', company_id: company, ...by },
  });
  const [stage] = await db.rows<{ id: string }>('select id from deal_stages where user_id = $1 limit 1', [user_id]);
  const deal = await own('deals', { name: `${mark} deal`, currency: 'USD', stage_id: stage?.id, ...by });
  await own('deal_contacts', { deal_id: deal, contact_id: contact });
  await own('deal_offers', { deal_id: deal, side: 'ours', amount: 5, offered_on: '2026-01-02' });
  await own('deal_deliverables', { deal_id: deal, kind: 'reel' });
  const collab = await own('collabs', { name: `${mark} collab`, currency: 'USD', deal_id: deal, ...by });
  await own('collab_contacts', { collab_id: collab, contact_id: contact });
  const deliverable = await own('collab_deliverables', { collab_id: collab, kind: 'reel' });
  await own('collab_payments', { collab_id: collab, label: `${mark} payment`, amount: 100 });
  await own('collab_rights', { collab_id: collab, use: 'paid' });
  await own('collab_exclusivities', {
    ...{ collab_id: collab, competitors: mark, from_on: '2026-01-01', until_on: '2026-02-01' },
  });
  await without('collab_disclosures', {
    collab_id: collab,
    deliverable_id: deliverable,
    rule: 'x',
    rules_version: '1',
  });
  const programme = await own('affiliate_programmes', { name: `${mark} programme`, currency: 'USD', ...by });
  await own('affiliate_tracking_ids', { programme_id: programme, code: `${mark}-20` });
  await own('affiliate_months', { programme_id: programme, month: '2026-01', currency: 'USD', ...by });

  await own('notes', { author_id: user_id, body: `${mark} note`, inventory_item_id: item });
  const file = { name: `${mark}.txt`, size: 3, sha256: 'a'.repeat(64), media_type: 'text/plain', author_id: user_id };
  const attachment = await own('attachments', { ...file, inventory_item_id: item });
  const task = await own('tasks', { title: `${mark} task`, inventory_item_id: item, ...by });
  const tag = await own('tags', { name: `${mark} tag` });
  await own('taggings', { tag_id: tag, inventory_item_id: item });
  await own('history', { actor_id: user_id, act: 'changed', changes: { name: [mark, 'x'] }, inventory_item_id: item });
  await own('account_files', { purpose: 'picture', size: 3, sha256: 'a'.repeat(64) });
  await own('data_exports', { state: 'failed' });
  await own('saved_views', { module: 'inventory', name: `${mark} view`, query: '' });
  await own('batches', { module: 'inventory', act: 'edit', detail: {}, wanted: 0, state: 'done' });
  await own('kept_imports', { module: 'contacts' });
  const table = await own('imports', { module: 'inventory', file_name: `${mark}.csv`, bytes: 3 });
  await without('import_pieces', { import_id: table, n: 0, bytes: Buffer.from(mark) });
  await without('import_rows', { import_id: table, n: 1, line: 2, cells: '[]', outcome: 'skip' });
  await own('import_mappings', { module: 'inventory', header_key: mark, mapping: {} });

  const mail = await own('mails', {
    ...{ about: 'x', to_address: person.email, subject: `${mark} mail`, body_text: mark, body_html: mark },
    message_id: uuidv7(),
  });
  await own('template_sends', {
    ...{ submission_id: uuidv7(), template_id: template, template_name: 'x', revision: 1, contact_id: contact },
    ...{
      to_name: 'x',
      to_address: 'x@y.example',
      subject: `${mark} letter`,
      body: mark,
      language: 'en',
      way: 'server',
    },
    ...{ mail_id: mail, task_id: task },
  });
  await without('sender_profiles', { signature: `${mark} signature` });
  await without('guide_spot_sources', { episode_id: episode, spot_id: spot, collab_id: collab });
  // Rows of a closed year are taken in the transaction that closes it alone.
  await db.rows('begin');
  const year = await own('tax_years', { year: 2025 });
  await own('tax_year_rows', {
    ...{ closing_id: year, kind: 'unit', record_id: item, name: `${mark} row`, currency: 'USD', on_day: '2025-02-02' },
    ...{ quantity: 1, has_files: false, facts: {} },
  });
  await db.rows('commit');
  await without('payer_forms', { year: 2025, company_id: company, payer: `${mark} payer`, currency: 'USD', amount: 1 });
  await without('calendar_feeds', { token_hash: uuidv7() });
  await without('dashboard_layouts', { cards: [] });
  await without('totp_secrets', { sealed: 'x' });
  await without('recovery_codes', { code_hash: 'x' });
  await own('passkeys', { credential_id: uuidv7(), public_key: Buffer.from('x'), sign_count: 0, name: `${mark} key` });
  await own('api_tokens', {
    ...{ name: `${mark} token`, scope: 'read', token_hash: uuidv7(), hint: 'abcd' },
    expires_at: new Date(Date.now() + 60_000),
  });
  const webhook = await own('webhooks', { url: `https://${mark.toLowerCase()}.example/`, events: ['*'], sealed: 'x' });
  await own('webhook_deliveries', { webhook_id: webhook, act: 'test', answer: `${mark} said` });
  await without('api_answers', { key: 'k', request_hash: 'x', status: 201, headers: {} });
  await without('account_decisions', { decision: 'approved' });
  await without('kept_forms', { page: '/', fields: {}, expires_at: new Date(Date.now() + 60_000) });
  await without('mail_links', {
    ...{ token_hash: uuidv7(), purpose: 'verification', address: person.email },
    expires_at: new Date(Date.now() + 60_000),
  });
  return { ...common, item, attachment, deal, collab };
}

/** Common records that the person made, with a note, a file and a line of history of theirs, and a draft that is theirs alone. */
async function layCommon(db: TestDatabase, by: { created_by: string; updated_by: string }, mark: string) {
  const author_id = by.created_by;
  const company = await insert(db, 'companies', { name: `${mark} company`, ...by });
  const contact = await insert(db, 'contacts', { first_name: `${mark} contact`, ...by });
  const template = await insert(db, 'templates', { name: `${mark} template`, state: 'current', ...by });
  const draft = await insert(db, 'templates', { name: `${mark} draft`, state: 'draft', draft_of: author_id, ...by });
  const show = await insert(db, 'guide_shows', { name: `${mark} show`, ...by });
  const episode = await insert(db, 'guide_episodes', {
    name: `${mark} episode`,
    show_id: show,
    ...by,
    owner_id: author_id,
  });
  const spot = await insert(db, 'guide_spots', { episode_id: episode, place: 'pre' });
  await insert(db, 'notes', { author_id, user_id: null, body: `${mark} said`, company_id: company });
  await insert(db, 'notes', { author_id, user_id: null, body: `${mark} drafted`, template_id: draft });
  await insert(db, 'history', { actor_id: author_id, act: 'created', company_id: company });
  const file = { name: `${mark}-logo.png`, size: 3, sha256: 'a'.repeat(64), media_type: 'image/png', author_id };
  const commonFile = await insert(db, 'attachments', { ...file, company_id: company });
  return { company, contact, template, draft, show, episode, spot, commonFile };
}

async function layWithoutId(db: TestDatabase, table: string, fields: Record<string, unknown>): Promise<void> {
  const names = Object.keys(fields);
  await db.rows(
    `insert into ${table} (${names.join(', ')}) values (${names.map((_, n) => `$${n + 1}`).join(', ')})`,
    Object.values(fields),
  );
}

/** Every column by which rows go with a person, from the keys of the database, and how many rows it holds of that one. */
export async function ownedRows(db: TestDatabase, personId: string): Promise<Record<string, number>> {
  const keys = await db.rows<{ table: string; column: string }>(`
    select distinct c.relname as table, a.attname as column from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid = 'uuid'::regtype
    left join pg_constraint k on k.conrelid = c.oid and k.contype = 'f' and k.confdeltype = 'c' and k.confrelid = 'users'::regclass
      and a.attnum = any(k.conkey)
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and (a.attname = 'user_id' or k.oid is not null) order by 1, 2`);
  const rows: Record<string, number> = {};
  for (const { table, column } of keys) {
    const [row] = await db.rows<{ n: number }>(`select count(*)::int as n from ${table} where ${column} = $1`, [
      personId,
    ]);
    rows[`${table}.${column}`] = row?.n ?? 0;
  }
  return rows;
}
