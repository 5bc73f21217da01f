-- What admins decided about an account, and what they said of it. The audit log holds the act and never a word that was typed.
create table account_decisions (
  id bigint generated always as identity primary key,
  user_id uuid not null references users (id) on delete cascade,
  at timestamptz(3) not null default now(),
  -- Null: the operator, by a script, or an admin who is gone.
  decided_by uuid references users (id) on delete set null,
  decision text not null check (decision in ('approved', 'rejected', 'locked', 'unlocked')),
  note text check (char_length(note) between 1 and 1000)
);
create index account_decisions_user_id on account_decisions (user_id, id);
create index account_decisions_decided_by on account_decisions (decided_by);
alter table account_decisions enable row level security, force row level security;
create policy system on account_decisions to mouse_system using (true) with check (true);
grant select, insert on account_decisions to mouse_system;

-- The lines about an account are read newest first.
create index audit_log_subject on audit_log (subject_kind, subject_id, id);
