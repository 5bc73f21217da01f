-- What lets a program in as a person, by its hash. The secret was shown once. Reached by the system alone.
create table api_tokens (
  id uuid primary key,
  user_id uuid not null references users (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 60),
  scope text not null check (scope in ('read', 'write')),
  token_hash text not null unique,
  -- How it ends, by which its person knows it again.
  hint text not null check (char_length(hint) = 4),
  made_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  last_used_at timestamptz(3)
);
create index api_tokens_user_id on api_tokens (user_id, made_at);
alter table api_tokens enable row level security, force row level security;
create policy system on api_tokens to mouse_system using (true) with check (true);
grant select, insert, update, delete on api_tokens to mouse_system;
