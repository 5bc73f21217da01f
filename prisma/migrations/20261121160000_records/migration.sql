-- What every record can do, and the address book. Notes, tags, attachments and history serve own and common records in one table
-- each: user_id is null beside a common target alone, which the checks say; each kind of target has a column of its own.

-- Companies in full

create table company_categories (
  id uuid primary key,
  parent_id uuid references company_categories (id) on delete restrict,
  name text not null check (char_length(name) between 1 and 80),
  constraint company_categories_name unique nulls not distinct (parent_id, name)
);

alter table companies
  add column submission_id uuid,
  add column merged_into_id uuid references companies (id) on delete set null,
  add column legal_name text check (char_length(legal_name) <= 200),
  add column kind text not null default 'brand' check (kind in ('brand', 'agency', 'network', 'retailer', 'park_or_resort', 'media')),
  add column website text check (char_length(website) <= 500),
  -- The website's host without www, lower-case: what makes two companies the same.
  add column domain text check (domain = lower(domain) and char_length(domain) <= 253),
  add column parent_id uuid references companies (id) on delete set null check (parent_id <> id),
  add column category_id uuid references company_categories (id) on delete set null,
  add column affiliate_programme text check (char_length(affiliate_programme) <= 200),
  add column address text check (char_length(address) <= 500),
  add column country text check (country ~ '^[A-Z]{2}$'),
  add column time_zone text check (char_length(time_zone) <= 64),
  add column social_links text check (char_length(social_links) <= 1000),
  add column payment_terms_days integer check (payment_terms_days between 0 and 365),
  add column do_not_contact boolean not null default false,
  add column do_not_contact_reason text check (char_length(do_not_contact_reason) <= 500),
  add column logo_id uuid,
  add column search_text text generated always as (
    lower(name || ' ' || coalesce(legal_name, '') || ' ' || coalesce(domain, ''))) stored,
  add constraint companies_submission unique (submission_id);
create unique index companies_domain on companies (domain) where deleted_at is null;
create index companies_by_name on companies (name_key collate "C", id) where deleted_at is null;
create index companies_by_updated on companies (updated_at, id) where deleted_at is null;
create index companies_by_parent on companies (parent_id) where parent_id is not null;
create index companies_by_category on companies (category_id) where category_id is not null;
create index companies_by_merge on companies (merged_into_id) where merged_into_id is not null;
create index companies_trash on companies (deleted_at, id) where deleted_at is not null;
create index companies_words on companies using gin (search_text gin_trgm_ops) where deleted_at is null;

-- Contacts

create table contacts (
  id uuid primary key,
  version integer not null default 1,
  submission_id uuid,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  created_by uuid references users (id) on delete set null,
  updated_by uuid references users (id) on delete set null,
  merged_into_id uuid references contacts (id) on delete set null,

  first_name text not null check (char_length(first_name) between 1 and 100),
  last_name text check (char_length(last_name) <= 100),
  pronunciation text check (char_length(pronunciation) <= 100),
  pronouns text check (char_length(pronouns) <= 50),
  title text check (char_length(title) <= 200),
  role text check (role in ('pr', 'brand_manager', 'agency', 'legal', 'finance', 'guest', 'creator')),
  time_zone text check (char_length(time_zone) <= 64),
  language text check (char_length(language) <= 35),
  source text check (char_length(source) <= 200),
  preferred_channel text check (preferred_channel in ('email', 'phone', 'handle')),
  opted_out boolean not null default false,
  warmth text not null default 'cold' check (warmth in ('cold', 'warm', 'hot')),
  next_touch_on date,

  name text not null generated always as (first_name || case when last_name is null then '' else ' ' || last_name end) stored,
  name_key text collate "C" not null generated always as (
    lower(case when last_name is null then '' else last_name || ' ' end || first_name)) stored,
  -- Addresses, phones and handles in one line, for the search; a trigger keeps it.
  points_text text not null default '',
  search_text text not null generated always as (
    left(lower(first_name || ' ' || coalesce(last_name, '') || ' ' || coalesce(title, '')), 400) || ' ' || points_text) stored,
  constraint contacts_submission unique (submission_id)
);
create index contacts_by_name on contacts (name_key, id) where deleted_at is null;
create index contacts_by_updated on contacts (updated_at, id) where deleted_at is null;
create index contacts_by_touch on contacts ((case when next_touch_on is null then 'infinity'::date else next_touch_on end), id) where deleted_at is null;
create index contacts_by_merge on contacts (merged_into_id) where merged_into_id is not null;
create index contacts_trash on contacts (deleted_at, id) where deleted_at is not null;
create index contacts_words on contacts using gin (search_text gin_trgm_ops) where deleted_at is null;

create table contact_points (
  id uuid primary key,
  contact_id uuid not null references contacts (id) on delete cascade,
  kind text not null check (kind in ('email', 'phone', 'handle')),
  label text check (char_length(label) <= 50),
  value text not null check (char_length(value) between 1 and 254),
  -- What makes two of them the same: an address without case, a phone's digits.
  value_key text not null generated always as (
    case kind when 'phone' then regexp_replace(value, '[^0-9+]', '', 'g') else lower(value) end) stored,
  is_primary boolean not null default false,
  position integer not null default 0
);
create index contact_points_contact on contact_points (contact_id, kind, position);
create index contact_points_value on contact_points (value_key);
create unique index contact_points_primary on contact_points (contact_id, kind) where is_primary;

create function keep_points_text() returns trigger language plpgsql as $$
begin
  -- Both, where a merge moves one from a contact to another.
  update contacts c set points_text = coalesce(
    (select left(string_agg(p.value_key, ' ' order by p.kind, p.position, p.id), 1000) from contact_points p where p.contact_id = c.id), '')
  where c.id in (old.contact_id, new.contact_id);
  return null;
end $$;
create trigger contact_points_text after insert or update or delete on contact_points
  for each row execute function keep_points_text();

create table contact_companies (
  id uuid primary key,
  contact_id uuid not null references contacts (id) on delete cascade,
  company_id uuid not null references companies (id) on delete cascade,
  title text check (char_length(title) <= 200),
  from_on date,
  to_on date,
  position integer not null default 0,
  constraint contact_companies_order check (to_on >= from_on)
);
create index contact_companies_contact on contact_companies (contact_id, position);
create index contact_companies_company on contact_companies (company_id, contact_id);

-- What was merged, with what moved: an undo within 30 days brings all of it back. It moves everybody's rows, so the system writes it.
create table merges (
  id uuid primary key,
  at timestamptz(3) not null default now(),
  actor_id uuid,
  company_id uuid references companies (id) on delete cascade,
  contact_id uuid references contacts (id) on delete cascade,
  lost_id uuid not null,
  moved jsonb not null,
  undone_at timestamptz(3),
  constraint merges_one_target check (num_nonnulls(company_id, contact_id) = 1)
);
create index merges_company on merges (company_id, at) where company_id is not null;
create index merges_contact on merges (contact_id, at) where contact_id is not null;
create index merges_lost on merges (lost_id);

-- A pair that somebody looked at and found to be two.
create table distinct_pairs (
  low_id uuid not null,
  high_id uuid not null check (low_id < high_id),
  at timestamptz(3) not null default now(),
  actor_id uuid,
  primary key (low_id, high_id)
);

-- Acts on many records at once, each undone as one

create table batches (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  submission_id uuid,
  module text not null,
  act text not null,
  -- What to do to which rows: a job that was cut off goes on with it.
  detail jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'undoing', 'undone')),
  wanted integer not null check (wanted >= 0),
  done integer not null default 0,
  skipped integer not null default 0,
  at timestamptz(3) not null default now(),
  ended_at timestamptz(3),
  constraint batches_owner unique (user_id, id),
  constraint batches_submission unique (user_id, submission_id)
);
create index batches_at on batches (user_id, at);
create index batches_open on batches (at) where state in ('waiting', 'running', 'undoing');

alter table history
  add column contact_id uuid references contacts (id) on delete cascade,
  -- No key: a batch goes with its owner, what it did to common records stays.
  add column batch_id uuid,
  drop constraint history_one_target,
  drop constraint history_owner,
  add constraint history_one_target check (num_nonnulls(inventory_item_id, company_id, contact_id) = 1),
  add constraint history_owner check ((user_id is null) = (inventory_item_id is null));
create index history_contact on history (contact_id, at) where contact_id is not null;
create index history_batch on history (batch_id, id) where batch_id is not null;

-- Notes

create table notes (
  id uuid primary key,
  user_id uuid default app_user_id() references users (id) on delete cascade,
  version integer not null default 1,
  submission_id uuid,
  author_id uuid default app_user_id(),
  body text not null check (char_length(body) between 1 and 20000),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  inventory_item_id uuid,
  company_id uuid references companies (id) on delete cascade,
  contact_id uuid references contacts (id) on delete cascade,
  foreign key (user_id, inventory_item_id) references inventory_items (user_id, id) on delete cascade,
  constraint notes_one_target check (num_nonnulls(inventory_item_id, company_id, contact_id) = 1),
  constraint notes_owner check ((user_id is null) = (inventory_item_id is null)),
  constraint notes_submission unique (author_id, submission_id)
);
create index notes_item on notes (user_id, inventory_item_id, created_at) where inventory_item_id is not null;
create index notes_company on notes (company_id, created_at) where company_id is not null;
create index notes_contact on notes (contact_id, created_at) where contact_id is not null;

-- Tags: own for own records, common (no owner) for common ones. `scope` is the owner or a constant, so that a key can hold both.

create table tags (
  id uuid primary key,
  user_id uuid default app_user_id() references users (id) on delete cascade,
  scope uuid not null generated always as (coalesce(user_id, '00000000-0000-0000-0000-000000000000')) stored,
  name text not null check (char_length(name) between 1 and 50),
  name_key text not null generated always as (lower(name)) stored,
  colour text not null default 'grey' check (colour in ('grey', 'blue', 'teal', 'green', 'yellow', 'orange', 'red', 'violet')),
  constraint tags_scope unique (scope, id),
  constraint tags_name unique (scope, name_key)
);

create table taggings (
  id uuid primary key,
  user_id uuid default app_user_id() references users (id) on delete cascade,
  scope uuid not null generated always as (coalesce(user_id, '00000000-0000-0000-0000-000000000000')) stored,
  tag_id uuid not null,
  inventory_item_id uuid,
  company_id uuid references companies (id) on delete cascade,
  contact_id uuid references contacts (id) on delete cascade,
  foreign key (scope, tag_id) references tags (scope, id) on delete cascade,
  foreign key (user_id, inventory_item_id) references inventory_items (user_id, id) on delete cascade,
  constraint taggings_one_target check (num_nonnulls(inventory_item_id, company_id, contact_id) = 1),
  constraint taggings_owner check ((user_id is null) = (inventory_item_id is null))
);
create unique index taggings_item on taggings (user_id, inventory_item_id, tag_id) where inventory_item_id is not null;
create unique index taggings_company on taggings (company_id, tag_id) where company_id is not null;
create unique index taggings_contact on taggings (contact_id, tag_id) where contact_id is not null;
create index taggings_tag on taggings (scope, tag_id, inventory_item_id, company_id, contact_id);

-- Attachments: the bytes lie in the storage under the id. What is removed here, by whatever way, is removed there by a job.

create table attachments (
  id uuid primary key,
  user_id uuid default app_user_id() references users (id) on delete cascade,
  author_id uuid default app_user_id(),
  name text not null check (char_length(name) between 1 and 255),
  size integer not null check (size between 0 and 26214400),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  media_type text not null,
  -- Both set when it decoded as an image; a thumbnail is kept beside it then.
  width integer,
  height integer,
  position integer not null default 0,
  in_fallback boolean not null default false,
  created_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  inventory_item_id uuid,
  company_id uuid references companies (id) on delete cascade,
  contact_id uuid references contacts (id) on delete cascade,
  foreign key (user_id, inventory_item_id) references inventory_items (user_id, id) on delete cascade,
  constraint attachments_one_target check (num_nonnulls(inventory_item_id, company_id, contact_id) = 1),
  constraint attachments_owner check ((user_id is null) = (inventory_item_id is null)),
  constraint attachments_image check ((width is null) = (height is null))
);
create index attachments_item on attachments (user_id, inventory_item_id, created_at) where inventory_item_id is not null;
create index attachments_company on attachments (company_id, created_at) where company_id is not null;
create index attachments_contact on attachments (contact_id, created_at) where contact_id is not null;
create index attachments_fallback on attachments (id) where in_fallback;
create index attachments_trash on attachments (deleted_at) where deleted_at is not null;
alter table companies add foreign key (logo_id) references attachments (id) on delete set null;

create table file_removals (
  attachment_id uuid primary key,
  at timestamptz(3) not null default now()
);
-- As its owner: whoever purges a record, or an account, need not be allowed to write here.
create function note_removed_file() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into file_removals (attachment_id) values (old.id) on conflict do nothing;
  return null;
end $$;
create trigger attachments_removed after delete on attachments for each row execute function note_removed_file();

-- Tasks and saved views are always somebody's own.

create table tasks (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  version integer not null default 1,
  submission_id uuid,
  title text not null check (char_length(title) between 1 and 200),
  due_on date,
  remind_at timestamptz(3),
  reminded_at timestamptz(3),
  done_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  inventory_item_id uuid,
  company_id uuid references companies (id) on delete cascade,
  contact_id uuid references contacts (id) on delete cascade,
  foreign key (user_id, inventory_item_id) references inventory_items (user_id, id) on delete cascade,
  constraint tasks_owner unique (user_id, id),
  constraint tasks_submission unique (user_id, submission_id),
  constraint tasks_one_target check (num_nonnulls(inventory_item_id, company_id, contact_id) <= 1)
);
create index tasks_open on tasks (user_id, (case when due_on is null then 'infinity'::date else due_on end), id)
  where done_at is null and deleted_at is null;
create index tasks_done on tasks (user_id, done_at, id) where done_at is not null and deleted_at is null;
create index tasks_item on tasks (user_id, inventory_item_id) where inventory_item_id is not null;
create index tasks_company on tasks (company_id, user_id) where company_id is not null;
create index tasks_contact on tasks (contact_id, user_id) where contact_id is not null;
create index tasks_to_remind on tasks (remind_at) where reminded_at is null and done_at is null and deleted_at is null;
create index tasks_reminded on tasks (user_id) where reminded_at is not null and done_at is null and deleted_at is null;

create table saved_views (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  module text not null,
  name text not null check (char_length(name) between 1 and 60),
  query text not null check (char_length(query) <= 8000),
  is_pinned boolean not null default true,
  is_default boolean not null default false,
  created_at timestamptz(3) not null default now()
);
create unique index saved_views_name on saved_views (user_id, module, lower(name));
create unique index saved_views_default on saved_views (user_id, module) where is_default;

alter table users
  add column shortcuts boolean not null default true;

-- The fences

do $$
declare
  owned text;
begin
  foreach owned in array array['batches', 'notes', 'tags', 'taggings', 'attachments', 'tasks', 'saved_views'] loop
    execute format('alter table %I enable row level security, force row level security', owned);
    execute format('create policy system on %I to mouse_system using (true) with check (true)', owned);
    execute format('grant select, insert, update on %I to mouse_app', owned);
    execute format('grant select, insert, update, delete on %I to mouse_system', owned);
  end loop;
  foreach owned in array array['batches', 'tasks', 'saved_views'] loop
    execute format('create policy own on %I to mouse_app using (user_id = app_user_id()) with check (user_id = app_user_id())', owned);
  end loop;
  foreach owned in array array['tags', 'taggings'] loop
    execute format('create policy own on %I to mouse_app
      using (user_id = app_user_id() or user_id is null) with check (user_id = app_user_id() or user_id is null)', owned);
  end loop;
  -- What is common is written in one's own name; a note is changed by its author, or by anyone once the author has left.
  foreach owned in array array['notes', 'attachments'] loop
    execute format('create policy own on %I to mouse_app
      using (user_id = app_user_id() or user_id is null) with check (user_id = app_user_id() or user_id is null)', owned);
    execute format('create policy in_own_name on %I as restrictive for insert to mouse_app with check (author_id = app_user_id())', owned);
  end loop;
end $$;
create policy author on notes as restrictive for update to mouse_app
  using (author_id = app_user_id() or not exists (select from people p where p.id = author_id));

-- Notes and files go to the trash first; the job that empties it deletes them.
grant delete on batches, tags, taggings, tasks, saved_views to mouse_app;
grant select on company_categories, merges to mouse_app;
grant insert, update on company_categories to mouse_app;
grant select, insert, update on contacts to mouse_app;
grant select, insert, update, delete on contact_points, contact_companies to mouse_app;
grant select, insert, delete on distinct_pairs to mouse_app;
grant select, insert, update, delete on company_categories, contacts, contact_points, contact_companies, merges, distinct_pairs, file_removals
  to mouse_system;

insert into company_categories (id, parent_id, name) values
  ('0193f5a0-0000-7000-8000-000000000001', null, 'Travel and parks'),
  ('0193f5a0-0000-7000-8000-000000000002', null, 'Cameras and audio'),
  ('0193f5a0-0000-7000-8000-000000000003', null, 'Computers and software'),
  ('0193f5a0-0000-7000-8000-000000000004', null, 'Home and living'),
  ('0193f5a0-0000-7000-8000-000000000005', null, 'Fashion and bags'),
  ('0193f5a0-0000-7000-8000-000000000006', null, 'Food and drink'),
  ('0193f5a0-0000-7000-8000-000000000007', null, 'Beauty and health'),
  ('0193f5a0-0000-7000-8000-000000000008', null, 'Toys and games'),
  ('0193f5a0-0000-7000-8000-000000000009', null, 'Media and publishing'),
  ('0193f5a0-0000-7000-8000-000000000010', null, 'Finance and services'),
  ('0193f5a0-0000-7000-8000-000000000011', '0193f5a0-0000-7000-8000-000000000001', 'Theme parks'),
  ('0193f5a0-0000-7000-8000-000000000012', '0193f5a0-0000-7000-8000-000000000001', 'Hotels and resorts'),
  ('0193f5a0-0000-7000-8000-000000000013', '0193f5a0-0000-7000-8000-000000000001', 'Cruises and airlines'),
  ('0193f5a0-0000-7000-8000-000000000014', '0193f5a0-0000-7000-8000-000000000002', 'Cameras and lenses'),
  ('0193f5a0-0000-7000-8000-000000000015', '0193f5a0-0000-7000-8000-000000000002', 'Microphones and audio'),
  ('0193f5a0-0000-7000-8000-000000000016', '0193f5a0-0000-7000-8000-000000000002', 'Lighting and rigs');

-- How far a batch and its undo came, with what they left alone. Apart from `detail`, which may hold the ids of very many rows: a
-- change of this column does not write those anew.
alter table batches add column progress jsonb not null default '{}';
