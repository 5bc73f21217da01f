-- Items are known again by their serial number, SKU or ASIN, whatever its case, when a table of thousands of them is brought in. Under
-- the policy `lower` is no condition of an index, so this reads past it, as mouse_system, for the person that the policy names too
-- (docs/decisions/0111-a-table-of-100000-rows.md). Who asks reads the rows themselves by these ids, within the policy.
do $$
declare
  kept text;
begin
  foreach kept in array array['serial', 'sku', 'asin'] loop
    execute format('create index %I on inventory_items (user_id, lower(%I)) where %2$I is not null', 'inventory_known_' || kept, kept);
  end loop;
end $$;

grant create on schema public to mouse_system;
set local role mouse_system;
do $$
declare
  kept text;
begin
  foreach kept in array array['serial', 'sku', 'asin'] loop
    execute format($function$
      create function %1$I(keys text[]) returns table (id uuid, key text) rows 500
      language sql stable security definer set search_path = public, pg_temp as $body$
        select i.id, i.%2$I from inventory_items i where i.user_id = app_user_id() and lower(i.%2$I) = any(keys)
      $body$ $function$, 'items_of_' || kept, kept);
    execute format('revoke execute on function %I(text[]) from public', 'items_of_' || kept);
    execute format('grant execute on function %I(text[]) to mouse_app', 'items_of_' || kept);
  end loop;
end $$;
reset role;
revoke create on schema public from mouse_system;
