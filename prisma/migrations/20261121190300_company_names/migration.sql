-- The company that had a name before is looked for among the renames alone, the newest first. Not by the name itself: under the
-- policy `lower` and `->>` are never an index condition.
create index history_renamed_companies on history (at)
  where company_id is not null and changes -> 'name' ->> 0 is not null;
-- A name that a company took with it into the trash.
create index companies_trash_name on companies (name_key) where deleted_at is not null;
