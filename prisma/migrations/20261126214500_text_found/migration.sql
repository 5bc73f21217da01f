-- The search finds notes by their text, files and tasks by their names (docs/decisions/0034-text-is-found-past-the-policies.md).

-- The owner stands before the words in one index, so that nobody's search reads what others' notes hold.
create extension if not exists btree_gin;

-- `scope` as tags have it: the owner, or a constant where there is none. `search_text` begins and ends with a blank, as each word is
-- sought by its own.
alter table notes
  add column scope uuid not null generated always as (coalesce(user_id, '00000000-0000-0000-0000-000000000000')) stored,
  add column search_text text not null generated always as (' ' || normal_form(body) || ' ') stored;
create index notes_words on notes using gin (scope, search_text gin_trgm_ops) where deleted_at is null;

alter table attachments
  add column scope uuid not null generated always as (coalesce(user_id, '00000000-0000-0000-0000-000000000000')) stored,
  add column search_text text not null generated always as (' ' || normal_form(name) || ' ') stored;
create index attachments_words on attachments using gin (scope, search_text gin_trgm_ops) where deleted_at is null;

-- A person's tasks are few and short: they are read from the index alone, as items are.
alter table tasks
  add column search_text text not null generated always as (' ' || normal_form(title) || ' ') stored;
create index tasks_words on tasks (user_id, id) include (search_text) where deleted_at is null;

-- Under a policy `like` is no condition of an index, so these read past it, as mouse_system, for the person that the policy names
-- too: the ids of what holds all patterns, the newest first. Who asks reads the rows themselves by these ids, within the policy.
grant create on schema public to mouse_system;
set local role mouse_system;
do $$
declare
  kept text;
begin
  foreach kept in array array['notes', 'attachments'] loop
    execute format($function$
      create function %1$I(patterns text[], most integer) returns setof uuid
      language sql stable security definer set search_path = public, pg_temp as $body$
        select t.id from %2$I t
        where t.scope = any(array[app_user_id(), '00000000-0000-0000-0000-000000000000']) and t.deleted_at is null
          and t.search_text like patterns[1]
          and t.search_text like coalesce(patterns[2], patterns[1]) and t.search_text like coalesce(patterns[3], patterns[1])
          and t.search_text like coalesce(patterns[4], patterns[1]) and t.search_text like coalesce(patterns[5], patterns[1])
        order by t.created_at desc, t.id desc limit most
      $body$ $function$, kept || '_holding', kept);
    execute format('revoke execute on function %I(text[], integer) from public', kept || '_holding');
    execute format('grant execute on function %I(text[], integer) to mouse_app', kept || '_holding');
  end loop;
end $$;
reset role;
revoke create on schema public from mouse_system;
