-- What tells the browsers that a person logs in with from others, by its hash: the secret is a cookie of the browser. One that was
-- signed out from elsewhere is forgotten, and its row stays, so that the account does not look as if nobody had ever logged in.
-- Reached by the system alone.
create table known_browsers (
  user_id uuid not null references users (id) on delete cascade,
  key_hash text not null,
  last_seen_at timestamptz(3) not null default now(),
  forgotten_at timestamptz(3),
  primary key (user_id, key_hash)
);
alter table known_browsers enable row level security, force row level security;
create policy system on known_browsers to mouse_system using (true) with check (true);
grant select, insert, update, delete on known_browsers to mouse_system;
