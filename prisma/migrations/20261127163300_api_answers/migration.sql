-- What the API answered to a request with an Idempotency-Key, by which it is answered again: for 24 hours.
create table api_answers (
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  key text not null check (char_length(key) between 1 and 255),
  -- Of the address and the body: another request under the same key is refused.
  request_hash text not null,
  status smallint not null check (status between 200 and 299),
  headers jsonb not null,
  body text,
  at timestamptz(3) not null default now(),
  primary key (user_id, key)
);
create index api_answers_at on api_answers (at);
alter table api_answers enable row level security, force row level security;
create policy own on api_answers to mouse_app using (user_id = app_user_id()) with check (user_id = app_user_id());
create policy system on api_answers to mouse_system using (true) with check (true);
grant select, insert, delete on api_answers to mouse_app;
grant select, insert, update, delete on api_answers to mouse_system;
