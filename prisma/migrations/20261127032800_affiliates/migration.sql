-- Affiliate programmes, the tracking ids that one has in each, and what they brought in, month by month.

create table affiliate_programmes (
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
  network text,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- In basis points.
  base_rate integer check (base_rate between 0 and 10000),
  cookie_days integer check (cookie_days between 0 and 3650),
  -- From the end of a month to its payout.
  payment_delay_days integer check (payment_delay_days between 0 and 3650),
  minimum_payout integer check (minimum_payout between 0 and 1000000000),
  link text,
  ended_on date,

  name_key text collate "C" not null generated always as (left(normal_form(name), 400)) stored,
  search_text text not null generated always as (' ' || left(normal_form(name || ' ' || coalesce(network, '')), 640) || ' ') stored,
  constraint affiliate_programmes_owner unique (user_id, id),
  constraint affiliate_programmes_submission unique (user_id, submission_id)
);
create index affiliate_programmes_by_updated on affiliate_programmes (user_id, updated_at, id) where deleted_at is null;
create index affiliate_programmes_by_name on affiliate_programmes (user_id, name collate "und-x-icu", id) where deleted_at is null;
create index affiliate_programmes_trash on affiliate_programmes (user_id, deleted_at, id) where deleted_at is not null;
create index affiliate_programmes_by_company on affiliate_programmes (company_id, user_id) where company_id is not null;

create table affiliate_tracking_ids (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  programme_id uuid not null,
  code text not null check (char_length(code) between 1 and 100),
  used_for text,
  position integer not null default 0,
  -- For what is counted by it, which is of the same programme.
  unique (user_id, programme_id, id),
  foreign key (user_id, programme_id) references affiliate_programmes (user_id, id) on delete cascade
);

create table affiliate_months (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  version integer not null default 1,
  submission_id uuid,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  created_by uuid default app_user_id() references users (id) on delete set null,
  updated_by uuid default app_user_id() references users (id) on delete set null,

  -- Written by the trigger below: the programme, the tracking id and the month.
  name text not null default '',
  programme_id uuid not null,
  tracking_row_id uuid,
  month text not null check (month ~ '^(19|20|21)\d\d-(0[1-9]|1[0-2])$'),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  clicks integer check (clicks between 0 and 1000000000),
  orders integer check (orders between 0 and 1000000000),
  items_ordered integer check (items_ordered between 0 and 1000000000),
  items_shipped integer check (items_shipped between 0 and 1000000000),
  items_returned integer check (items_returned between 0 and 1000000000),
  sales_amount integer check (sales_amount between 0 and 1000000000),
  commission integer check (commission between 0 and 1000000000),
  bounties integer check (bounties between 0 and 1000000000),
  -- What was corrected later, mostly taken back.
  adjustments integer check (adjustments between -1000000000 and 1000000000),
  views integer check (views between 0 and 2000000000),
  state text not null default 'estimated' check (state in ('estimated', 'locked', 'invoiced', 'paid', 'reversed')),
  expected_on date,
  paid_on date,
  paid_amount integer check (paid_amount between 0 and 1000000000),

  -- When the payout is expected: as typed, else so many days after the month as its programme takes. Written by the trigger below.
  payout_on date,
  earnings bigint generated always as (case when num_nonnulls(commission, bounties, adjustments) > 0
    then coalesce(commission, 0)::bigint + coalesce(bounties, 0) + coalesce(adjustments, 0) end) stored,
  -- What came: all of it, where nothing else is said.
  received bigint generated always as (case when state = 'paid' then coalesce(paid_amount, case when num_nonnulls(commission, bounties, adjustments) > 0
    then coalesce(commission, 0)::bigint + coalesce(bounties, 0) + coalesce(adjustments, 0) end) end) stored,
  search_text text not null generated always as (' ' || left(normal_form(name), 640) || ' ') stored,
  constraint affiliate_months_owner unique (user_id, id),
  constraint affiliate_months_submission unique (user_id, submission_id),
  check (items_returned <= items_shipped),
  -- A programme goes to the trash without its months alone, so what goes with it lies there longer than itself.
  foreign key (user_id, programme_id) references affiliate_programmes (user_id, id) on delete cascade,
  -- A tracking id of this very programme.
  foreign key (user_id, programme_id, tracking_row_id) references affiliate_tracking_ids (user_id, programme_id, id)
    on delete cascade
);
-- A month is entered once.
create unique index affiliate_months_once on affiliate_months (user_id, programme_id, month, currency, tracking_row_id) nulls not distinct
  where deleted_at is null;
create index affiliate_months_by_month on affiliate_months (user_id, month, id) where deleted_at is null;
create index affiliate_months_by_name on affiliate_months (user_id, name collate "und-x-icu", id) where deleted_at is null;
create index affiliate_months_by_updated on affiliate_months (user_id, updated_at, id) where deleted_at is null;
create index affiliate_months_by_payout on affiliate_months (user_id, payout_on, id) where deleted_at is null;
create index affiliate_months_by_paid on affiliate_months (user_id, paid_on, id) where deleted_at is null and paid_on is not null;
create index affiliate_months_trash on affiliate_months (user_id, deleted_at, id) where deleted_at is not null;
create index affiliate_months_of on affiliate_months (user_id, programme_id, month);

-- What a month takes from its programme, whoever writes either.
create function describe_affiliate_month() returns trigger language plpgsql as $$
declare
  programme record;
  tracking text;
begin
  select p.name, p.payment_delay_days into programme from affiliate_programmes p where p.user_id = new.user_id and p.id = new.programme_id;
  select ' (' || t.code || ')' into tracking from affiliate_tracking_ids t where t.user_id = new.user_id and t.id = new.tracking_row_id;
  new.name = coalesce(programme.name, '') || coalesce(tracking, '') || ', ' || to_char(to_date(new.month, 'YYYY-MM'), 'FMMonth YYYY');
  new.payout_on = coalesce(new.expected_on,
    (to_date(new.month, 'YYYY-MM') + interval '1 month')::date - 1 + programme.payment_delay_days);
  return new;
end $$;
create trigger describe_affiliate_month before insert or update of programme_id, tracking_row_id, month, expected_on on affiliate_months
  for each row execute function describe_affiliate_month();

create function describe_months_of_programme() returns trigger language plpgsql as $$
begin
  update affiliate_months set programme_id = programme_id where user_id = new.user_id and programme_id = new.id;
  return null;
end $$;
create trigger describe_months_of_programme after update of name, payment_delay_days on affiliate_programmes for each row
  when (new.name is distinct from old.name or new.payment_delay_days is distinct from old.payment_delay_days)
  execute function describe_months_of_programme();

create function describe_months_of_tracking_id() returns trigger language plpgsql as $$
begin
  update affiliate_months set tracking_row_id = tracking_row_id where user_id = new.user_id and programme_id = new.programme_id and tracking_row_id = new.id;
  return null;
end $$;
create trigger describe_months_of_tracking_id after update of code on affiliate_tracking_ids for each row
  when (new.code is distinct from old.code) execute function describe_months_of_tracking_id();

-- Who may what ---------------------------------------------------------------------------------------------------------------

do $$
declare
  owned text;
begin
  foreach owned in array array['affiliate_programmes', 'affiliate_tracking_ids', 'affiliate_months'] loop
    execute format('alter table %I enable row level security', owned);
    execute format('alter table %I force row level security', owned);
    execute format('create policy own on %I to mouse_app using (user_id = app_user_id()) with check (user_id = app_user_id())', owned);
    execute format('create policy system on %I to mouse_system using (true) with check (true)', owned);
    execute format('grant select, insert, update, delete on %I to mouse_app, mouse_system', owned);
  end loop;
end $$;

select add_record_kind('affiliate_programmes', 'affiliate_programme_id', true);
select add_record_kind('affiliate_months', 'affiliate_month_id', true);
