-- Four people with 1,000, 10,000, 100,000 and 1,000,000 items of their own, each an item of the others once more.

set role mouse_system;
insert into users (id, email, name, password_hash, is_approved, currency, time_zone)
select pg_temp.made_id(timestamptz '2023-11-01 00:00Z', 'grown ' || n), 'grown' || n || '@large.example', 'Grown to ' || n,
  coalesce(nullif(current_setting('seed.password_hash', true), ''), '!'), true, 'USD', 'UTC'
from unnest(array[1000, 10000, 100000, 1000000]) n;
reset role;

select pg_temp.without_indexes('inventory_items');
set role mouse_system;
insert into inventory_items (id, user_id, created_by, updated_by, created_at, updated_at, name, company_id, brand, model, serial, sku, category, quantity, condition,
  location, source, programme, requested_on, ordered_on, received_on, return_due_on, review_due_on, currency, fair_market_value, fmv_method, valued_on, cash_price,
  review_state, review_published_on, rating, disclosure_made, state, listed_on, channel, asking_price, sold_on, sale_price, refund, refunded_on, returned_on,
  donated_on, donated_to, given_away_on, given_away_to, discarded_on)
select pg_temp.made_id(i.created_at, 'grown ' || grown || i.id), p.id, p.id, p.id, i.created_at, i.updated_at, i.name, i.company_id, i.brand, i.model, i.serial, i.sku, i.category,
  i.quantity, i.condition, i.location, i.source, i.programme, i.requested_on, i.ordered_on, i.received_on, i.return_due_on, i.review_due_on, i.currency,
  i.fair_market_value, i.fmv_method, i.valued_on, i.cash_price, i.review_state, i.review_published_on, i.rating, i.disclosure_made, i.state, i.listed_on, i.channel,
  i.asking_price, i.sold_on, i.sale_price, i.refund, i.refunded_on, i.returned_on, i.donated_on, i.donated_to, i.given_away_on, i.given_away_to, i.discarded_on
from (select *, row_number() over (order by md5(id::text)) as nth from inventory_items
  where user_id in (select id from users where email like 'person%@large.example')) i
join unnest(array[1000, 10000, 100000, 1000000]) grown on i.nth <= pg_temp.many(grown)
cross join lateral (select pg_temp.made_id(timestamptz '2023-11-01 00:00Z', 'grown ' || grown) as id) p;
reset role;
select pg_temp.with_indexes('inventory_items');
analyze users, inventory_items;
