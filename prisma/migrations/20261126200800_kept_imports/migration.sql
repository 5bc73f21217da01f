-- A file that was read to be brought in, kept while its person looks at what each row would do. Its content goes after an hour;
-- the row stays a while, so that its address still says what became of it.
create table kept_imports (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  module text not null,
  content jsonb,
  at timestamptz(3) not null default now()
);
create index kept_imports_person on kept_imports (user_id, at);
create index kept_imports_at on kept_imports (at);
alter table kept_imports enable row level security, force row level security;
create policy own on kept_imports to mouse_app using (user_id = app_user_id()) with check (user_id = app_user_id());
create policy system on kept_imports to mouse_system using (true) with check (true);
grant select, insert, update on kept_imports to mouse_app;
grant select, insert, update, delete on kept_imports to mouse_system;
