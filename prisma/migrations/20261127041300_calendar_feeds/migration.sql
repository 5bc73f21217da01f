-- The days of one person as a calendar of another program reads them, at an address that is a secret: of it the hash is kept.
create table calendar_feeds (
  user_id uuid primary key default app_user_id() references users (id) on delete cascade,
  token_hash text not null unique,
  -- The groups of days that are not in it; what comes with a later release is.
  left_out text[] not null default '{}',
  is_masked boolean not null default false,
  alarm text check (alarm in ('day_before', 'same_day', 'week_before')),
  -- How often its settings were saved: a part of what tells an answer from the one before.
  version integer not null default 1,
  made_at timestamptz(3) not null default now(),
  fetched_at timestamptz(3),
  fetched_entries integer
);
alter table calendar_feeds enable row level security, force row level security;
create policy own on calendar_feeds to mouse_app using (user_id = app_user_id()) with check (user_id = app_user_id());
create policy system on calendar_feeds to mouse_system using (true) with check (true);
grant select, insert, update, delete on calendar_feeds to mouse_app, mouse_system;
