-- Links that go out by mail: whoever holds one may do one thing, once, until a moment. Of a link the hash alone is kept.
create table mail_links (
  token_hash text primary key,
  user_id uuid not null references users (id) on delete cascade,
  purpose text not null check (purpose in ('password_reset', 'verification')),
  -- Where it went: it counts as long as this is the address of the account.
  address text not null,
  expires_at timestamptz(3) not null
);
create index mail_links_user_id on mail_links (user_id);
create index mail_links_expires_at on mail_links (expires_at);
alter table mail_links enable row level security, force row level security;
create policy system on mail_links to mouse_system using (true) with check (true);
grant select, insert, delete on mail_links to mouse_system;

-- A mail with such a link is forgotten once it is sent.
alter table mails add column is_secret boolean not null default false;

alter table users add column email_verified_at timestamptz(3);
