-- What a person has exported of their own: how far it is, and where it lies for a day.
create table data_exports (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  asked_at timestamptz(3) not null default now(),
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  -- Parts of the archive: tables, then files.
  parts integer not null default 0,
  parts_done integer not null default 0,
  file_id uuid references account_files (id) on delete set null,
  expires_at timestamptz(3)
);
create index data_exports_of on data_exports (user_id, asked_at);
-- One at a time.
create unique index data_exports_open on data_exports (user_id) where state in ('waiting', 'running');
alter table data_exports enable row level security, force row level security;
create policy own on data_exports to mouse_app using (user_id = app_user_id()) with check (user_id = app_user_id());
create policy system on data_exports to mouse_system using (true) with check (true);
grant select, insert on data_exports to mouse_app;
grant select, insert, update, delete on data_exports to mouse_system;
