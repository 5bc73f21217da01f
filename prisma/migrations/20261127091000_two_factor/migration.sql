-- What a person proves besides the password. All of it is reached by the system alone: who is asked for it is not logged in yet.

-- The secret that an app makes codes of, encrypted. Until a code of it was typed it asks for nothing.
create table totp_secrets (
  user_id uuid primary key references users (id) on delete cascade,
  sealed text not null,
  confirmed_at timestamptz(3),
  -- The step of the last code that was taken: a code works once.
  last_step bigint not null default 0
);

-- The codes for a lost phone, by their hashes.
create table recovery_codes (
  user_id uuid not null references users (id) on delete cascade,
  code_hash text not null,
  used_at timestamptz(3),
  primary key (user_id, code_hash)
);

create table passkeys (
  id uuid primary key,
  user_id uuid not null references users (id) on delete cascade,
  credential_id text not null unique,
  public_key bytea not null,
  -- What the authenticator says it was used; one that keeps no count says 0 each time.
  sign_count bigint not null,
  transports text[] not null default '{}',
  name text not null check (char_length(name) between 1 and 60),
  created_at timestamptz(3) not null default now(),
  last_used_at timestamptz(3)
);
create index passkeys_user_id on passkeys (user_id);

alter table totp_secrets enable row level security, force row level security;
alter table recovery_codes enable row level security, force row level security;
alter table passkeys enable row level security, force row level security;
create policy system on totp_secrets to mouse_system using (true) with check (true);
create policy system on recovery_codes to mouse_system using (true) with check (true);
create policy system on passkeys to mouse_system using (true) with check (true);
grant select, insert, update, delete on totp_secrets, recovery_codes, passkeys to mouse_system;
