-- Tax years that a person closed, with their rows as they stood, and what payers' own forms say.

-- A year is closed once at a time. What was closed is never written again: only that it was reopened, and that once.
create table tax_years (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  year integer not null check (year between 1900 and 2199),
  closed_at timestamptz(3) not null default now(),
  closed_by uuid default app_user_id(),
  -- The reporting lines of that year as they were then.
  lines jsonb not null default '[]',
  reopened_at timestamptz(3),
  reopened_by uuid,
  unique (user_id, id)
);
create unique index tax_years_closed on tax_years (user_id, year) where reopened_at is null;

-- A row has no key to what it was made of, nor to its payer: it outlives both.
create table tax_year_rows (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  closing_id uuid not null,
  kind text not null check (kind in ('unit', 'sale', 'loaner', 'cash', 'affiliate')),
  record_id uuid not null,
  name text not null,
  company_id uuid,
  payer text,
  currency text not null,
  on_day date not null,
  amount bigint,
  quantity integer not null,
  has_files boolean not null,
  net bigint,
  basis bigint,
  gain bigint,
  facts jsonb not null,
  foreign key (user_id, closing_id) references tax_years (user_id, id) on delete cascade
);
create index tax_year_rows_of on tax_year_rows (user_id, closing_id, kind, on_day, record_id);
create index tax_year_rows_record on tax_year_rows (user_id, record_id);

create function keep_closed_year() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'tax_year_rows' then
    if not exists (select from tax_years c where c.user_id = new.user_id and c.id = new.closing_id and c.closed_at = now()::timestamptz(3)) then
      raise exception 'a closed year takes no more rows';
    end if;
  elsif old.reopened_at is not null then
    raise exception 'a year that was reopened is history';
  end if;
  return new;
end $$;
create trigger tax_years_kept before update on tax_years for each row execute function keep_closed_year();
create trigger tax_year_rows_kept before insert on tax_year_rows for each row execute function keep_closed_year();

-- What a payer's own form says that it paid in a year. No key to the company, as above: a closed year keeps the payers it had, also
-- where two of them are one by now.
create table payer_forms (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  year integer not null check (year between 1900 and 2199),
  company_id uuid not null,
  payer text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount integer not null check (amount between 0 and 1000000000),
  typed_at timestamptz(3) not null default now(),
  -- Why it differs, and the difference that this explains.
  explanation text check (char_length(explanation) between 1 and 500),
  explained bigint,
  check ((explanation is null) = (explained is null)),
  constraint payer_forms_one unique (user_id, year, currency, company_id)
);

do $$
declare
  owned text;
begin
  foreach owned in array array['tax_years', 'tax_year_rows', 'payer_forms']
  loop
    execute format('alter table %I enable row level security', owned);
    execute format('alter table %I force row level security', owned);
    execute format('create policy own on %I to mouse_app using (user_id = app_user_id()) with check (user_id = app_user_id())', owned);
    execute format('create policy system on %I to mouse_system using (true) with check (true)', owned);
    execute format('grant select, insert on %I to mouse_app', owned);
    execute format('grant select, insert, update, delete on %I to mouse_system', owned);
  end loop;
end $$;
grant update (reopened_at, reopened_by) on tax_years to mouse_app;
grant update, delete on payer_forms to mouse_app;
