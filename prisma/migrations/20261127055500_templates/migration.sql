-- Templates of mails: everybody's, but for drafts, which their author alone sees; each text that one of them had is kept.

create table templates (
  id uuid primary key,
  version integer not null default 1,
  submission_id uuid,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  created_by uuid references users (id) on delete set null,
  updated_by uuid references users (id) on delete set null,
  merged_into_id uuid references templates (id) on delete set null,

  name text not null check (char_length(name) between 1 and 200),
  category text not null default 'cold_pitch' check (category in ('cold_pitch', 'follow_up', 'rate_reply', 'negotiation', 'product_request',
    'shipping', 'invoice', 'late_payment', 'thanks', 'renewal', 'guest_invitation')),
  language text not null default 'en' check (char_length(language) <= 35),
  subject text not null default '' check (char_length(subject) <= 300),
  body text not null default '' check (char_length(body) <= 20000),
  state text not null default 'current' check (state in ('draft', 'current', 'archived')),

  -- Written by the triggers below: whose draft it is, and how often its subject or its body was written.
  draft_of uuid references users (id) on delete cascade,
  revision integer not null default 1,

  name_key text collate "C" not null generated always as (left(normal_form(name), 400)) stored,
  search_text text not null generated always as (' ' || left(normal_form(name || ' ' || subject || ' ' || left(body, 4000)), 6000) || ' ') stored,
  constraint templates_submission unique (submission_id),
  constraint templates_draft check ((state = 'draft') = (draft_of is not null))
);
create index templates_by_name on templates (name collate "und-x-icu", id) where deleted_at is null;
create index templates_by_updated on templates (updated_at, id) where deleted_at is null;
create index templates_name_key on templates (name_key, id) where deleted_at is null;
create index templates_by_merge on templates (merged_into_id) where merged_into_id is not null;
create index templates_trash on templates (deleted_at, id) where deleted_at is not null;
create index templates_drafts on templates (draft_of) where draft_of is not null;

-- What a template said, for as long as it is there: mails that were sent name the version they were made of.
create table template_versions (
  id uuid primary key default gen_random_uuid(),
  template_id uuid not null references templates (id) on delete cascade,
  number integer not null,
  subject text not null,
  body text not null,
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id) on delete set null,
  unique (template_id, number)
);

-- What one's own mails say of oneself.
create table sender_profiles (
  user_id uuid primary key default app_user_id() references users (id) on delete cascade,
  channel text check (char_length(channel) <= 200),
  average_views integer check (average_views between 0 and 2000000000),
  signature text check (char_length(signature) <= 1000),
  updated_at timestamptz(3) not null default now()
);

-- Whoever writes a template, be it a form, an act on many or an undo.
create function keep_template() returns trigger language plpgsql as $$
begin
  if new.state <> 'draft' then
    new.draft_of = null;
  elsif tg_op = 'INSERT' then
    new.draft_of = coalesce(new.draft_of, app_user_id());
  elsif old.state <> 'draft' then
    -- It would be gone for everybody else.
    if new.created_by is distinct from app_user_id() then
      raise exception 'a template is made a draft again by who made it' using errcode = 'check_violation';
    end if;
    new.draft_of = app_user_id();
  end if;
  if tg_op = 'UPDATE' and (new.subject, new.body) is distinct from (old.subject, old.body) then
    new.revision = old.revision + 1;
  end if;
  return new;
end $$;
create trigger keep_template before insert or update on templates for each row execute function keep_template();

create function keep_template_version() returns trigger language plpgsql as $$
begin
  insert into template_versions (template_id, number, subject, body, created_at, created_by)
  values (new.id, new.revision, new.subject, new.body, new.updated_at, coalesce(new.updated_by, new.created_by));
  return null;
end $$;
create trigger keep_first_version after insert on templates for each row execute function keep_template_version();
create trigger keep_next_version after update on templates for each row
  when (new.revision is distinct from old.revision) execute function keep_template_version();

-- Who may what ---------------------------------------------------------------------------------------------------------------

alter table templates enable row level security, force row level security;
create policy seen on templates to mouse_app
  using (draft_of is null or draft_of = app_user_id()) with check (draft_of is null or draft_of = app_user_id());
-- What the system does in somebody's name, as a merge is done, sees no more than they do; jobs are nobody's.
create policy system on templates to mouse_system
  using (draft_of is null or app_user_id() is null or draft_of = app_user_id()) with check (true);
grant select, insert, update on templates to mouse_app;
grant select, insert, update, delete on templates to mouse_system;

alter table template_versions enable row level security, force row level security;
create policy seen on template_versions to mouse_app
  using (exists (select from templates t where t.id = template_id)) with check (exists (select from templates t where t.id = template_id));
create policy system on template_versions to mouse_system using (true) with check (true);
-- Nobody changes what was said.
grant select, insert on template_versions to mouse_app;
grant select, insert, delete on template_versions to mouse_system;

alter table sender_profiles enable row level security, force row level security;
create policy own on sender_profiles to mouse_app using (user_id = app_user_id()) with check (user_id = app_user_id());
create policy system on sender_profiles to mouse_system using (true) with check (true);
grant select, insert, update on sender_profiles to mouse_app;
grant select, insert, update, delete on sender_profiles to mouse_system;

select add_record_kind('templates', 'template_id', false);

-- What is kept about a template is seen by whoever sees the template. History is written past that: a tag that goes, goes
-- from strangers' drafts too.
create policy of_seen_template on notes as restrictive to mouse_app
  using (template_id is null or exists (select from templates t where t.id = template_id));
create policy of_seen_template on attachments as restrictive to mouse_app
  using (template_id is null or exists (select from templates t where t.id = template_id));
create policy of_seen_template on history as restrictive for select to mouse_app
  using (template_id is null or exists (select from templates t where t.id = template_id));
