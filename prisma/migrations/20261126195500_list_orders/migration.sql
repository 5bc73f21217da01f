-- Orders that lists offer in their heads, and that measured worse than a page may take without an index
-- (docs/decisions/0027-words-for-days-and-orders.md). As in the first migrations: owner first, rows without a value in a place of
-- their own, by case under a policy.
create index inventory_by_net on inventory_items (user_id, (case when net_proceeds is null then -9000000000000 else net_proceeds end), id) where deleted_at is null;
create index inventory_by_review_due on inventory_items (user_id, (case when review_due_on is null then '-infinity'::date else review_due_on end), id) where deleted_at is null;
create index inventory_by_sale on inventory_items (user_id, (case when sold_on is null then '-infinity'::date else sold_on end), id) where deleted_at is null;
-- The one above serves what it did.
drop index inventory_by_sold;

create index contacts_by_warmth on contacts ((case warmth when 'hot' then 1 when 'warm' then 2 else 3 end), id) where deleted_at is null;
create index contacts_by_work on contacts ((coalesce(lower(title), replace(role, '_', ' '), U&'\FFFF')), id) where deleted_at is null;
