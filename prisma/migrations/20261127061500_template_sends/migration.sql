-- Mails to contacts as they were sent, each with the version of the template it was made of. They are one's own: the address book is
-- common, what one wrote to somebody is not.
create table template_sends (
  id uuid primary key,
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  submission_id uuid not null,
  -- Of those that were sent to several at once.
  batch_id uuid,
  template_id uuid references templates (id) on delete set null,
  template_name text not null,
  revision integer not null,
  contact_id uuid references contacts (id) on delete set null,
  company_id uuid references companies (id) on delete set null,
  deal_id uuid,
  collab_id uuid,

  to_name text not null,
  to_address text not null check (char_length(to_address) between 3 and 254),
  subject text not null check (char_length(subject) between 1 and 500),
  body text not null check (char_length(body) between 1 and 100000),
  language text not null,
  way text not null check (way in ('server', 'mail_program', 'copy')),
  written_at timestamptz(3) not null default now(),
  -- When one of several leaves; at once where it is null.
  leaves_at timestamptz(3),
  mail_id uuid unique references mails (id) on delete set null,
  -- What became of the mail, which is forgotten a month later: a trigger keeps these.
  left_at timestamptz(3),
  failed_at timestamptz(3),
  fault text,

  replied_at timestamptz(3),
  -- What follows unless they reply.
  task_id uuid,
  constraint template_sends_submission unique (user_id, submission_id),
  foreign key (user_id, deal_id) references deals (user_id, id) on delete set null (deal_id),
  foreign key (user_id, collab_id) references collabs (user_id, id) on delete set null (collab_id),
  foreign key (user_id, task_id) references tasks (user_id, id) on delete set null (task_id)
);
create index template_sends_by_day on template_sends (user_id, written_at, id);
create index template_sends_template on template_sends (template_id, user_id, written_at) where template_id is not null;
create index template_sends_contact on template_sends (contact_id, user_id, written_at) where contact_id is not null;
create index template_sends_company on template_sends (company_id, user_id, written_at) where company_id is not null;
create index template_sends_deal on template_sends (user_id, deal_id, written_at) where deal_id is not null;
create index template_sends_collab on template_sends (user_id, collab_id, written_at) where collab_id is not null;
create index template_sends_task on template_sends (user_id, task_id) where task_id is not null;
create index template_sends_waiting on template_sends (user_id, leaves_at) where leaves_at is not null;

alter table template_sends enable row level security, force row level security;
create policy own on template_sends to mouse_app using (user_id = app_user_id()) with check (user_id = app_user_id());
create policy system on template_sends to mouse_system using (true) with check (true);
-- What was sent stays as it was; only what became of it is written.
grant select, insert, update (replied_at, task_id), delete on template_sends to mouse_app;
grant select, insert, update, delete on template_sends to mouse_system;
-- A letter that has not left can be stopped.
grant update (given_up_at, fault) on mails to mouse_app;

grant create on schema public to mouse_system;
set local role mouse_system;
create function tell_template_send() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update template_sends set left_at = new.sent_at, failed_at = case when new.sent_at is null then new.given_up_at end,
    fault = case when new.sent_at is null and new.given_up_at is not null then new.fault end
  where mail_id = new.id;
  return null;
end $$;

-- Who asks not to be written to while a letter waits for its turn gets none.
create function stop_letters() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update mails m set given_up_at = now(), fault = case tg_table_name when 'contacts' then 'They asked not to be written to.'
    else 'The company is not to be contacted any more.' end
  where m.sent_at is null and m.given_up_at is null and m.send_after > now() and m.id in (
    select s.mail_id from template_sends s where s.mail_id is not null and s.left_at is null
      and case tg_table_name when 'contacts' then s.contact_id else s.company_id end = new.id);
  return null;
end $$;
reset role;
revoke create on schema public from mouse_system;

create trigger tell_template_send after update of sent_at, given_up_at on mails for each row
  when (new.reply_to is not null and (new.sent_at, new.given_up_at) is distinct from (old.sent_at, old.given_up_at))
  execute function tell_template_send();
create trigger stop_letters after update of opted_out on contacts for each row
  when (new.opted_out and not old.opted_out) execute function stop_letters();
create trigger stop_letters after update of do_not_contact on companies for each row
  when (new.do_not_contact and not old.do_not_contact) execute function stop_letters();

-- Nobody runs them but their triggers.
set local role mouse_system;
revoke execute on function tell_template_send(), stop_letters() from public;
reset role;
