-- A table that somebody brings in: the file in pieces, how it is read and what each of its columns is, and how far its check or its
-- bringing in has come. All of it goes some days later; what was brought in stays, and its batch tells of it.
create table imports (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  module text not null,
  file_name text not null,
  bytes integer not null check (bytes >= 0),
  -- What a person said of how the file is read, beside what is found.
  reading jsonb not null default '{}',
  mapping jsonb,
  state text not null default 'read' check (state in ('read', 'checking', 'checked', 'running', 'done', 'failed')),
  -- The rows that the check, or the bringing in, has come to.
  position integer not null default 0,
  fault text,
  batch_id uuid,
  at timestamptz(3) not null default now(),
  constraint imports_owner unique (user_id, id)
);
create index imports_person on imports (user_id, at);
create index imports_at on imports (at);
create index imports_open on imports (at) where state = 'checking';

create table import_pieces (
  import_id uuid not null,
  user_id uuid not null default app_user_id(),
  n integer not null,
  bytes bytea not null,
  primary key (import_id, n),
  foreign key (user_id, import_id) references imports (user_id, id) on delete cascade
);

-- What each row of it does, by its place in the file; its line is what people see.
create table import_rows (
  import_id uuid not null,
  user_id uuid not null default app_user_id(),
  n integer not null,
  line integer not null,
  cells jsonb not null,
  outcome text not null check (outcome in ('create', 'update', 'restore', 'skip', 'refuse')),
  -- What tells it from other rows of the file: its key, or all that it says.
  key text,
  record_id uuid,
  changes jsonb not null default '{}',
  -- What is said of it, each with the column that it is about.
  notes jsonb not null default '[]',
  primary key (import_id, n),
  foreign key (user_id, import_id) references imports (user_id, id) on delete cascade
);
create index import_rows_outcome on import_rows (import_id, outcome, n);
create index import_rows_key on import_rows (import_id, key) where key is not null;

-- What was chosen for columns of these names the last time.
create table import_mappings (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  module text not null,
  header_key text not null,
  mapping jsonb not null,
  at timestamptz(3) not null default now(),
  constraint import_mappings_header unique (user_id, module, header_key)
);

do $$
declare owned text;
begin
  foreach owned in array array['imports', 'import_pieces', 'import_rows', 'import_mappings'] loop
    execute format('alter table %I enable row level security, force row level security', owned);
    execute format('create policy own on %I to mouse_app using (user_id = app_user_id()) with check (user_id = app_user_id())', owned);
    execute format('create policy system on %I to mouse_system using (true) with check (true)', owned);
    execute format('grant select, insert, update, delete on %I to mouse_app, mouse_system', owned);
  end loop;
end $$;
