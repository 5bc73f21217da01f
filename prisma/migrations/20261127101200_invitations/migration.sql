-- Addresses that an admin invited and that nobody has come by yet. Of the link the hash alone is kept; it is gone once it was used.
create table invitations (
  id uuid primary key,
  address text not null unique check (address = lower(address) and char_length(address) <= 254),
  token_hash text not null unique,
  invited_by uuid references users (id) on delete set null,
  invited_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null
);
create index invitations_invited_by on invitations (invited_by);
alter table invitations enable row level security, force row level security;
create policy system on invitations to mouse_system using (true) with check (true);
grant select, insert, update, delete on invitations to mouse_system;
