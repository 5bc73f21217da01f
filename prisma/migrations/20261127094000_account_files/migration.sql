-- What is kept of a person under an id of its own in the storage, beside no record: their picture, and what they had exported.
create table account_files (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  purpose text not null check (purpose in ('picture', 'export')),
  size bigint not null check (size >= 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  in_fallback boolean not null default false,
  created_at timestamptz(3) not null default now()
);
create unique index account_files_picture on account_files (user_id) where purpose = 'picture';
create index account_files_of on account_files (user_id);
create index account_files_in_fallback on account_files (id) where in_fallback;
alter table account_files enable row level security, force row level security;
create policy own on account_files to mouse_app using (user_id = app_user_id()) with check (user_id = app_user_id());
create policy system on account_files to mouse_system using (true) with check (true);
-- Who somebody is, is shown to all members; the view below is read in its owner's name.
create policy pictures on account_files for select using (purpose = 'picture');
grant select, insert, delete on account_files to mouse_app;
grant select, insert, update, delete on account_files to mouse_system;
create trigger account_files_removed after delete on account_files for each row execute function note_removed_file();

create or replace view people as
  select u.id, coalesce(u.name, split_part(u.email, '@', 1)) as name, f.id as picture_id
  from users u left join account_files f on f.user_id = u.id and f.purpose = 'picture';

-- Everything that lies in the storage, whatever it belongs to.
create view stored_files with (security_invoker = true) as
  select id, size::bigint as size, sha256, in_fallback from attachments
  union all select id, size, sha256, in_fallback from account_files;
grant select on stored_files to mouse_system;
