-- Deals on their way through stages of one's own, and the collabs that come of them: what was agreed, and what is due for it.

-- Stages ---------------------------------------------------------------------------------------------------------------------

-- `kind` says what a stage is for: one a person of won, lost and on hold, and as many open ones as they like. `look`: the stage of
-- the beginning that it was, which has a badge of its own.
create table deal_stages (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 60),
  kind text not null default 'open' check (kind in ('open', 'won', 'lost', 'hold')),
  look text,
  position integer not null default 0,
  probability integer not null default 0 check (probability between 0 and 10000),
  stale_after integer check (stale_after between 1 and 999),
  name_key text not null generated always as (normal_form(name)) stored,
  unique (user_id, id),
  unique (user_id, name_key)
);
create unique index deal_stages_one_end on deal_stages (user_id, kind) where kind <> 'open';

create table lost_reasons (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 100),
  position integer not null default 0,
  name_key text not null generated always as (normal_form(name)) stored,
  unique (user_id, id),
  unique (user_id, name_key)
);

-- Everybody begins with these, from the moment their account is there.
create function begin_pipeline(person uuid) returns void language sql as $$
  insert into deal_stages (user_id, name, kind, look, position, probability, stale_after)
  select person, s.name, s.kind, s.look, s.position, s.probability, s.stale_after from (values
    ('Inquiry', 'open', 'inquiry', 0, 1000, 14), ('Pitched', 'open', 'pitched', 1, 2000, 21), ('Negotiating', 'open', 'negotiating', 2, 5000, 21),
    ('Contract sent', 'open', 'contract_sent', 3, 8000, 14), ('Won', 'won', 'won', 4, 10000, null), ('Lost', 'lost', 'lost', 5, 0, null),
    ('On hold', 'hold', 'on_hold', 6, 0, null)) s (name, kind, look, position, probability, stale_after);
  insert into lost_reasons (user_id, name, position)
  select person, r.name, r.position from (values ('Budget', 0), ('No answer', 1), ('Timing', 2), ('Chose somebody else', 3), ('Terms', 4), ('Not a fit', 5)) r (name, position);
$$;
create function begin_pipeline_of_new() returns trigger language plpgsql as $$
begin
  perform begin_pipeline(new.id);
  return null;
end $$;
create trigger begin_pipeline after insert on users for each row execute function begin_pipeline_of_new();
select begin_pipeline(id) from users;

-- Deals ----------------------------------------------------------------------------------------------------------------------

create table deals (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  version integer not null default 1,
  submission_id uuid,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  created_by uuid default app_user_id() references users (id) on delete set null,
  updated_by uuid default app_user_id() references users (id) on delete set null,

  name text not null check (char_length(name) between 1 and 200),
  company_id uuid references companies (id) on delete set null,
  placement text,
  category_id uuid references company_categories (id) on delete set null,
  territory text,
  source text check (source in ('inbound', 'outbound', 'agency', 'referral', 'renewal')),
  compensation text not null default 'cash' check (compensation in ('cash', 'product', 'affiliate', 'travel', 'mixed')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount integer check (amount between 0 and 1000000000),
  stage_id uuid not null,
  -- In the place of the stage's own, in basis points.
  probability integer check (probability between 0 and 10000),
  first_contact_on date,
  expected_on date,
  closed_on date,
  next_step text,
  next_step_on date,
  hold_until date,
  lost_reason_id uuid,
  lost_note text,
  renewed_from_id uuid,

  -- When it came into its stage, and where it stands in the stage's column: what came last stands first.
  stage_since timestamptz(3) not null default now(),
  board_position double precision not null default -extract(epoch from clock_timestamp()),
  name_key text collate "C" not null generated always as (left(normal_form(name), 400)) stored,
  search_text text not null generated always as (' ' || left(normal_form(name || ' ' || coalesce(placement, '') || ' ' || coalesce(next_step, '')), 640) || ' ') stored,
  constraint deals_owner unique (user_id, id),
  constraint deals_submission unique (user_id, submission_id),
  -- A stage that holds deals, be it in the trash, stays.
  foreign key (user_id, stage_id) references deal_stages (user_id, id),
  foreign key (user_id, lost_reason_id) references lost_reasons (user_id, id),
  foreign key (user_id, renewed_from_id) references deals (user_id, id) on delete set null (renewed_from_id)
);
create index deals_board on deals (user_id, stage_id, board_position, id) where deleted_at is null;
create index deals_by_updated on deals (user_id, updated_at, id) where deleted_at is null;
create index deals_by_name on deals (user_id, name collate "und-x-icu", id) where deleted_at is null;
create index deals_trash on deals (user_id, deleted_at, id) where deleted_at is not null;
create index deals_by_company on deals (company_id, user_id) where company_id is not null;
create index deals_renewed on deals (user_id, renewed_from_id) where renewed_from_id is not null;
create index deals_words on deals (user_id, id) include (search_text) where deleted_at is null;

-- Every change of stage, whatever made it. Nobody changes or removes a line.
create table deal_stage_log (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  deal_id uuid not null,
  stage_id uuid,
  -- As it was called and what it was for, since stages come and go.
  stage text not null,
  kind text not null,
  at timestamptz(3) not null default now(),
  foreign key (user_id, deal_id) references deals (user_id, id) on delete cascade,
  foreign key (user_id, stage_id) references deal_stages (user_id, id) on delete set null (stage_id)
);
create index deal_stage_log_of on deal_stage_log (user_id, deal_id, at);

create function enter_stage() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.stage_since = old.stage_since then new.stage_since = now(); end if;
  if tg_op = 'UPDATE' and new.board_position = old.board_position then new.board_position = -extract(epoch from clock_timestamp()); end if;
  return new;
end $$;
create function log_stage() returns trigger language plpgsql as $$
begin
  insert into deal_stage_log (user_id, deal_id, stage_id, stage, kind, at)
  select new.user_id, new.id, s.id, s.name, s.kind, new.stage_since from deal_stages s where s.user_id = new.user_id and s.id = new.stage_id;
  return null;
end $$;
create trigger enter_stage before update of stage_id on deals for each row
  when (new.stage_id is distinct from old.stage_id) execute function enter_stage();
create trigger log_stage_of_new after insert on deals for each row execute function log_stage();
create trigger log_stage after update of stage_id on deals for each row
  when (new.stage_id is distinct from old.stage_id) execute function log_stage();

create table deal_contacts (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  deal_id uuid not null,
  contact_id uuid not null references contacts (id) on delete cascade,
  part text,
  position integer not null default 0,
  foreign key (user_id, deal_id) references deals (user_id, id) on delete cascade
);
create index deal_contacts_of on deal_contacts (user_id, deal_id, position);
create index deal_contacts_contact on deal_contacts (contact_id, user_id);

create table deal_offers (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  deal_id uuid not null,
  side text not null check (side in ('theirs', 'ours')),
  amount integer not null check (amount between 0 and 1000000000),
  offered_on date not null,
  terms text,
  position integer not null default 0,
  foreign key (user_id, deal_id) references deals (user_id, id) on delete cascade
);
create index deal_offers_of on deal_offers (user_id, deal_id, position);

create table deal_deliverables (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  deal_id uuid not null,
  kind text not null,
  title text,
  platform text,
  channel text,
  quantity integer not null default 1 check (quantity between 1 and 1000),
  live_on date,
  position integer not null default 0,
  foreign key (user_id, deal_id) references deals (user_id, id) on delete cascade
);
create index deal_deliverables_of on deal_deliverables (user_id, deal_id, position);

-- Collabs --------------------------------------------------------------------------------------------------------------------

create table collabs (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  version integer not null default 1,
  submission_id uuid,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  created_by uuid default app_user_id() references users (id) on delete set null,
  updated_by uuid default app_user_id() references users (id) on delete set null,

  name text not null check (char_length(name) between 1 and 200),
  company_id uuid references companies (id) on delete set null,
  agency_id uuid references companies (id) on delete set null,
  category_id uuid references company_categories (id) on delete set null,
  -- The deal that it came of.
  deal_id uuid,
  compensation text not null default 'cash' check (compensation in ('cash', 'product', 'affiliate', 'travel', 'mixed')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  fee integer check (fee between 0 and 1000000000),
  in_kind_value integer check (in_kind_value between 0 and 1000000000),
  commission_rate integer check (commission_rate between 0 and 10000),
  state text not null default 'agreed' check (state in ('proposed', 'agreed', 'contracted', 'in_production', 'in_review', 'live', 'completed', 'cancelled')),
  signed_on date,
  starts_on date,
  ends_on date,
  revisions_allowed integer check (revisions_allowed between 0 and 99),
  revisions_used integer not null default 0 check (revisions_used between 0 and 99),
  promo_code text,
  tracking_link text,
  territory text,
  talking_points text,
  do_not_say text,

  name_key text collate "C" not null generated always as (left(normal_form(name), 400)) stored,
  search_text text not null generated always as (' ' || left(normal_form(name || ' ' || coalesce(promo_code, '') || ' ' || coalesce(tracking_link, '')), 640) || ' ') stored,
  constraint collabs_owner unique (user_id, id),
  constraint collabs_submission unique (user_id, submission_id),
  foreign key (user_id, deal_id) references deals (user_id, id) on delete set null (deal_id)
);
-- A deal is won once.
create unique index collabs_of_deal on collabs (user_id, deal_id) where deal_id is not null;
create index collabs_by_updated on collabs (user_id, updated_at, id) where deleted_at is null;
create index collabs_by_name on collabs (user_id, name collate "und-x-icu", id) where deleted_at is null;
create index collabs_trash on collabs (user_id, deleted_at, id) where deleted_at is not null;
create index collabs_by_company on collabs (company_id, user_id) where company_id is not null;
create index collabs_by_agency on collabs (agency_id, user_id) where agency_id is not null;
create index collabs_words on collabs (user_id, id) include (search_text) where deleted_at is null;

create table collab_contacts (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  collab_id uuid not null,
  contact_id uuid not null references contacts (id) on delete cascade,
  part text,
  position integer not null default 0,
  foreign key (user_id, collab_id) references collabs (user_id, id) on delete cascade
);
create index collab_contacts_of on collab_contacts (user_id, collab_id, position);
create index collab_contacts_contact on collab_contacts (contact_id, user_id);

create table collab_deliverables (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  collab_id uuid not null,
  kind text not null,
  title text,
  platform text,
  channel text,
  quantity integer not null default 1 check (quantity between 1 and 1000),
  state text not null default 'to_do' check (state in ('to_do', 'drafting', 'submitted', 'revision', 'approved', 'live', 'verified', 'missed')),
  draft_due_on date,
  approval_due_on date,
  live_on date,
  keep_until date,
  submitted_on date,
  approved_on date,
  went_live_on date,
  link text,
  views_7 integer check (views_7 >= 0),
  clicks_7 integer check (clicks_7 >= 0),
  views_30 integer check (views_30 >= 0),
  clicks_30 integer check (clicks_30 >= 0),
  position integer not null default 0,
  unique (user_id, id),
  foreign key (user_id, collab_id) references collabs (user_id, id) on delete cascade
);
create index collab_deliverables_of on collab_deliverables (user_id, collab_id, position);

create table collab_payments (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  collab_id uuid not null,
  label text not null,
  amount integer not null check (amount between 0 and 1000000000),
  due_when text not null default 'live' check (due_when in ('signed', 'submitted', 'live', 'date')),
  invoice_number text,
  invoiced_on date,
  due_on date,
  paid_amount integer check (paid_amount between 0 and 1000000000),
  paid_on date,
  note text,
  position integer not null default 0,
  unique (user_id, id),
  foreign key (user_id, collab_id) references collabs (user_id, id) on delete cascade
);
create index collab_payments_of on collab_payments (user_id, collab_id, position);

create table collab_rights (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  collab_id uuid not null,
  use text not null check (use in ('organic', 'paid', 'whitelisting')),
  platforms text,
  territory text,
  from_on date,
  until_on date,
  position integer not null default 0,
  foreign key (user_id, collab_id) references collabs (user_id, id) on delete cascade
);
create index collab_rights_of on collab_rights (user_id, collab_id, position);

create table collab_exclusivities (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  collab_id uuid not null,
  category_id uuid references company_categories (id),
  competitors text,
  reach text not null default 'paid' check (reach in ('paid', 'organic')),
  platforms text,
  territory text,
  from_on date not null,
  until_on date not null check (until_on >= from_on),
  position integer not null default 0,
  check (category_id is not null or competitors is not null),
  foreign key (user_id, collab_id) references collabs (user_id, id) on delete cascade
);
create index collab_exclusivities_of on collab_exclusivities (user_id, collab_id, position);
create index collab_exclusivities_until on collab_exclusivities (user_id, until_on, from_on);

-- What was given for a collab.
alter table inventory_items add column collab_id uuid,
  add foreign key (user_id, collab_id) references collabs (user_id, id) on delete set null (collab_id);
create index inventory_by_collab on inventory_items (user_id, collab_id) where collab_id is not null;

-- Who may what ---------------------------------------------------------------------------------------------------------------

do $$
declare
  owned text;
begin
  foreach owned in array array['deal_stages', 'lost_reasons', 'deals', 'deal_stage_log', 'deal_contacts', 'deal_offers', 'deal_deliverables',
    'collabs', 'collab_contacts', 'collab_deliverables', 'collab_payments', 'collab_rights', 'collab_exclusivities']
  loop
    execute format('alter table %I enable row level security', owned);
    execute format('alter table %I force row level security', owned);
    execute format('create policy own on %I to mouse_app using (user_id = app_user_id()) with check (user_id = app_user_id())', owned);
    execute format('create policy system on %I to mouse_system using (true) with check (true)', owned);
    execute format('grant select, insert%s on %I to mouse_app', case when owned = 'deal_stage_log' then '' else ', update, delete' end, owned);
    execute format('grant select, insert, update, delete on %I to mouse_system', owned);
  end loop;
end $$;

select add_record_kind('deals', 'deal_id', true);
select add_record_kind('collabs', 'collab_id', true);
