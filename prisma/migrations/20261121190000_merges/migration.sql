-- What a merge moved names rows of everybody, and holds what stood in them: it is for the system alone. What the page of merges
-- tells stands in columns of its own.

alter table merges add column lost_name text;
update merges set lost_name = moved ->> 'lost', moved = moved - 'lost';
alter table merges alter column lost_name set not null;

revoke select on merges from mouse_app;
grant select (id, at, actor_id, company_id, contact_id, lost_id, lost_name, undone_at) on merges to mouse_app;

-- A company that was merged stays for as long as the one it became a part of, and its name leads there.
create index companies_merged_name on companies (name_key) where merged_into_id is not null;
