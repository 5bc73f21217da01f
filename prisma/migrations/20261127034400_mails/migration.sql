-- Mails, each written in the transaction of what it tells and sent by a job of its own after the commit. A row whose try has begun
-- and not ended may have been sent: the next try says so by in_doubt. They are forgotten 30 days after their end.
create table mails (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  about text not null check (char_length(about) between 1 and 50),
  to_name text check (char_length(to_name) between 1 and 200),
  to_address text not null check (char_length(to_address) between 3 and 254),
  subject text not null check (char_length(subject) between 1 and 500),
  body_text text not null,
  body_html text not null,
  message_id text not null unique,
  unsubscribe_url text,
  written_at timestamptz(3) not null default now(),
  tries integer not null default 0,
  trying_since timestamptz(3),
  in_doubt boolean not null default false,
  fault text,
  sent_at timestamptz(3),
  given_up_at timestamptz(3)
);
create index mails_owed on mails (written_at) where sent_at is null and given_up_at is null;
create index mails_ended on mails (coalesce(sent_at, given_up_at)) where sent_at is not null or given_up_at is not null;
create index mails_user_id on mails (user_id);

alter table mails enable row level security, force row level security;
create policy own on mails to mouse_app using (user_id = app_user_id()) with check (user_id = app_user_id());
create policy system on mails to mouse_system using (true) with check (true);
grant select, insert on mails to mouse_app;
grant select, insert, update, delete on mails to mouse_system;
