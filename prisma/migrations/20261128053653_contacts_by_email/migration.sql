-- Contacts are listed by their main address from an index: joined to it, all of them were sorted for a page. The trigger that keeps
-- their words keeps it too.
alter table contacts add column main_email text;

create or replace function keep_points_text() returns trigger language plpgsql as $$
begin
  -- Both, where a merge moves one from a contact to another.
  update contacts c set
    points_text = coalesce((
      select left(string_agg(case p.kind when 'phone' then p.value_key else normal_form(p.value) end, ' ' order by p.kind, p.position, p.id), 1000)
      from contact_points p where p.contact_id = c.id), ''),
    main_email = (select p.value from contact_points p where p.contact_id = c.id and p.kind = 'email' and p.is_primary)
  where c.id in (old.contact_id, new.contact_id);
  return null;
end $$;
update contacts c set main_email = p.value from contact_points p where p.contact_id = c.id and p.kind = 'email' and p.is_primary;

create index contacts_by_email on contacts ((coalesce(main_email, U&'\FFFF') collate "und-x-icu"), id) where deleted_at is null;
