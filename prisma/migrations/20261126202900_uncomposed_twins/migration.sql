-- Names that are one as soon as text is composed (NFC), which the next migration does: told apart, or joined, while both still stand.

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

set local role mouse_system;
insert into taggings (id, user_id, tag_id, inventory_item_id, company_id, contact_id)
  select gen_random_uuid(), g.user_id, w.kept, g.inventory_item_id, g.company_id, g.contact_id
  from taggings g join (
    select t.id, first_value(t.id) over (partition by t.scope, lower(normalize(t.name)) order by t.id) as kept from tags t) w on w.id = g.tag_id
  where w.kept <> w.id on conflict do nothing;
delete from tags t using tags o where o.scope = t.scope and o.id < t.id and lower(normalize(o.name)) = lower(normalize(t.name));

update saved_views v set name = left(normalize(v.name), 50) || ' (' || w.n || ')'
from (select id, row_number() over (partition by user_id, module, lower(normalize(name)) order by name is normalized desc, id) as n from saved_views) w
where w.id = v.id and w.n > 1;
update company_categories c set name = left(normalize(c.name), 70) || ' (' || w.n || ')'
from (select id, row_number() over (partition by parent_id, normalize(name) order by name is normalized desc, id) as n from company_categories) w
where w.id = c.id and w.n > 1;
reset role;
