-- Names that are one as soon as text is composed (NFC), which the next migration does: told apart, or joined, while both still stand.

create index companies_twins on companies (lower(normalize(name))) where deleted_at is null;
do $$
declare
  twin record;
  n integer;
  renamed text;
begin
  for twin in
    select c.id, c.name from companies c where c.deleted_at is null and c.name is not normalized and exists (
      select from companies o where o.deleted_at is null and o.id <> c.id and lower(normalize(o.name)) = lower(normalize(c.name))
        and (o.name is normalized or o.id < c.id)) order by c.id
  loop
    n := 1;
    loop
      n := n + 1;
      renamed := left(normalize(twin.name), 190) || ' (' || n || ')';
      exit when not exists (select from companies o where o.deleted_at is null and lower(normalize(o.name)) = lower(renamed));
    end loop;
    update companies set name = renamed, version = version + 1 where id = twin.id;
    set local role mouse_system;
    insert into history (id, act, actor_id, company_id, changes)
      values (gen_random_uuid(), 'changed', null, twin.id, jsonb_build_object('name', jsonb_build_array(twin.name, renamed)));
    reset role;
  end loop;
end $$;
drop index companies_twins;

set local role mouse_system;
insert into taggings (id, user_id, tag_id, inventory_item_id, company_id, contact_id)
  select gen_random_uuid(), g.user_id, w.kept, g.inventory_item_id, g.company_id, g.contact_id
  from taggings g join (
    select t.id, first_value(t.id) over (partition by t.scope, lower(normalize(t.name)) order by t.id) as kept from tags t) w on w.id = g.tag_id
  where w.kept <> w.id on conflict do nothing;
delete from tags t using tags o where o.scope = t.scope and o.id < t.id and lower(normalize(o.name)) = lower(normalize(t.name));

do $$
declare
  twin record;
  n integer;
  renamed text;
begin
  for twin in
    select v.id, v.user_id, v.module, v.name from saved_views v where v.name is not normalized and exists (
      select from saved_views o where o.user_id = v.user_id and o.module = v.module and o.id <> v.id
        and lower(normalize(o.name)) = lower(normalize(v.name)) and (o.name is normalized or o.id < v.id)) order by v.id
  loop
    n := 1;
    loop
      n := n + 1;
      renamed := left(normalize(twin.name), 50) || ' (' || n || ')';
      exit when not exists (select from saved_views o where o.user_id = twin.user_id and o.module = twin.module and o.id <> twin.id
        and lower(normalize(o.name)) = lower(renamed));
    end loop;
    update saved_views set name = renamed where id = twin.id;
  end loop;
  for twin in
    select c.id, c.parent_id, c.name from company_categories c where c.name is not normalized and exists (
      select from company_categories o where o.parent_id is not distinct from c.parent_id and o.id <> c.id
        and normalize(o.name) = normalize(c.name) and (o.name is normalized or o.id < c.id)) order by c.id
  loop
    n := 1;
    loop
      n := n + 1;
      renamed := left(normalize(twin.name), 70) || ' (' || n || ')';
      exit when not exists (select from company_categories o where o.parent_id is not distinct from twin.parent_id and o.id <> twin.id
        and normalize(o.name) = renamed);
    end loop;
    update company_categories set name = renamed where id = twin.id;
  end loop;
end $$;
reset role;
