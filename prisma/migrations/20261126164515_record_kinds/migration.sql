-- A kind of record is added by one call, after its table: every table of what is kept about records gets a column for it.

-- Named after the columns, so that a kind of today is told from one that is missing; that of the history is made anew below, as
-- the others are, without the rows of other kinds.
drop index history_item;
alter index notes_item rename to notes_inventory_item;
alter index taggings_item rename to taggings_inventory_item;
alter index attachments_item rename to attachments_inventory_item;
alter index tasks_item rename to tasks_inventory_item;

-- `record_table` has a uuid `id`, and unique (user_id, id) where its records are somebody's own. Called again it adds what is missing.
create function add_record_kind(record_table text, record_column text, own boolean) returns void language plpgsql as $$
declare
  tables text[] := array['history', 'notes', 'taggings', 'attachments', 'tasks'];
  moments jsonb := '{"history": "at", "notes": "created_at", "attachments": "created_at", "merges": "at"}';
  kind text := regexp_replace(record_column, '_id$', '');
  kept text;
  owned text;
  common text;
begin
  -- Common records can be merged.
  if not own then tables := tables || 'merges'::text; end if;
  foreach kept in array tables loop
    execute format('alter table %I add column if not exists %I uuid', kept, record_column);
    if not exists (
      select from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
      where c.contype = 'f' and c.conrelid = kept::regclass and a.attname = record_column
    ) then
      -- A key with a null part is not checked, so the owner stands in it where the record has one.
      execute format(case when own
        then 'alter table %I add foreign key (user_id, %I) references %I (user_id, id) on delete cascade'
        else 'alter table %I add foreign key (%I) references %I (id) on delete cascade' end, kept, record_column, record_table);
    end if;
    if moments ? kept then
      execute format(case when own
        then 'create index if not exists %I on %I (user_id, %I, %I) where %3$I is not null'
        else 'create index if not exists %I on %I (%I, %I) where %3$I is not null' end,
        kept || '_' || kind, kept, record_column, moments ->> kept);
    end if;
  end loop;

  execute format(case when own
    then 'create index if not exists %I on tasks (user_id, %I) where %2$I is not null'
    else 'create index if not exists %I on tasks (%I, user_id) where %2$I is not null' end, 'tasks_' || kind, record_column);
  execute format(case when own
    then 'create unique index if not exists %I on taggings (user_id, %I, tag_id) where %2$I is not null'
    else 'create unique index if not exists %I on taggings (%I, tag_id) where %2$I is not null' end, 'taggings_' || kind, record_column);
  -- Who carries a tag is read from the index alone, as the policy also asks for the owner.
  execute format('create index if not exists %I on taggings (scope, tag_id, %I) include (user_id) where %2$I is not null',
    'taggings_tag_' || kind, record_column);

  -- Which kinds there are, own and common, is read from the keys of the history: it refers to records and people alone.
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum) filter (where cardinality(c.conkey) = 2),
    string_agg(quote_ident(a.attname), ', ' order by a.attnum) filter (where cardinality(c.conkey) = 1)
  into owned, common
  from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey) and a.attname <> 'user_id'
  where c.contype = 'f' and c.conrelid = 'history'::regclass;
  foreach kept in array tables loop
    execute format('alter table %I drop constraint if exists %I', kept, kept || '_one_target');
    execute format('alter table %I add constraint %I check (num_nonnulls(%s) %s 1)', kept, kept || '_one_target',
      case when kept = 'merges' then common else concat_ws(', ', owned, common) end, case when kept = 'tasks' then '<=' else '=' end);
    -- A task is always somebody's own, and what is told of a merge nobody's.
    if kept not in ('tasks', 'merges') then
      execute format('alter table %I drop constraint if exists %I', kept, kept || '_owner');
      execute format('alter table %I add constraint %I check ((user_id is null) = (num_nonnulls(%s) = 0))', kept, kept || '_owner', owned);
    end if;
  end loop;
  -- What a merge moved is for the system alone.
  if not own then execute format('grant select (%I) on merges to mouse_app', record_column); end if;
end $$;
-- For migrations, which the tables' owner runs.
revoke execute on function add_record_kind(text, text, boolean) from public;

-- One index a kind in the place of one over all their columns, of which each had to be named that stood before its own. What is
-- left serves the tags' key.
drop index taggings_tag;
create index taggings_tag on taggings (scope, tag_id);

select add_record_kind('inventory_items', 'inventory_item_id', true);
select add_record_kind('companies', 'company_id', false);
select add_record_kind('contacts', 'contact_id', false);
