-- A word that stands in a great part of all notes is found by walking them from the newest on, 1,000 of one's own and 1,000 of the
-- common ones at most, until enough hold it; by the index of words all that hold it would be read and sorted first
-- (docs/decisions/0034-text-is-found-past-the-policies.md).
create index notes_newest on notes (scope, created_at desc, id desc) where deleted_at is null;
create index attachments_newest on attachments (scope, created_at desc, id desc) where deleted_at is null;

-- The walk must be by its index: at the usual cost of a page that lies elsewhere Postgres would rather read and sort all.
grant create on schema public to mouse_system;
set local role mouse_system;
do $$
declare
  kept text;
begin
  foreach kept in array array['notes', 'attachments'] loop
    execute format($function$
      create or replace function %1$I(patterns text[], most integer) returns setof uuid
      language sql stable security definer set search_path = public, pg_temp set random_page_cost = 1.1 as $body$
        with walked as materialized (
          select id, created_at from (
            (select id, created_at from (
              select id, created_at, search_text from %2$I
              where scope = app_user_id() and deleted_at is null order by created_at desc, id desc limit 1000
            ) own where search_text like all(patterns) limit most)
            union all
            (select id, created_at from (
              select id, created_at, search_text from %2$I
              where scope = '00000000-0000-0000-0000-000000000000' and deleted_at is null order by created_at desc, id desc limit 1000
            ) common where search_text like all(patterns) limit most)
          ) newest
        ), few as (select count(*) < most as it from walked)
        select id from (
          select id, created_at from walked where not (select it from few)
          union all
          select t.id, t.created_at from %2$I t
          where (select it from few)
            and t.scope = any(array[app_user_id(), '00000000-0000-0000-0000-000000000000']) and t.deleted_at is null
            and t.search_text like patterns[1]
            and t.search_text like coalesce(patterns[2], patterns[1]) and t.search_text like coalesce(patterns[3], patterns[1])
            and t.search_text like coalesce(patterns[4], patterns[1]) and t.search_text like coalesce(patterns[5], patterns[1])
        ) found order by created_at desc, id desc limit most
      $body$ $function$, kept || '_holding', kept);
  end loop;
end $$;
reset role;
revoke create on schema public from mouse_system;
