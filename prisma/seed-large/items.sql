-- 10,000 items for each of the 100 people; the first person has 5,000 notes and 5,000 tasks, the others 200, and 20,000 contacts have a note.

select pg_temp.without_indexes('inventory_items');
-- The table's owner drops and makes the indexes, but is held by the policies as anybody.
set role mouse_system;
insert into inventory_items (id, user_id, created_by, updated_by, created_at, updated_at, name, company_id, brand, model, serial, sku, asin, category,
  quantity, condition, location, source, programme, order_number, requested_on, ordered_on, received_on, return_due_on, review_due_on, currency,
  fair_market_value, fmv_method, valued_on, cash_price, cash_tax, inbound_shipping, review_state, review_published_on, rating, disclosure_made,
  state, listed_on, channel, asking_price, sold_on, sale_price, buyer_shipping, marketplace_fee, payment_fee, outbound_shipping, packaging,
  refund, refunded_on, returned_on, donated_on, donated_to, given_away_on, given_away_to, discarded_on)
select pg_temp.made_id(made.at, 'item ' || n), people.id, people.id, people.id, made.at, least(made.at + make_interval(days => pick_days), timestamptz '2026-11-01 00:00Z') + make_interval(secs => n % 86399),
  product, companies.id, companies.name, 'M-' || pg_temp.pick(n, 5, 900), case when pg_temp.pick(n, 6, 3) = 0 then 'SN' || lpad(n::text, 9, '0') end,
  'SKU-' || lpad(n::text, 7, '0'), case when source <> 'gift' then 'B0' || upper(substr(md5(n::text), 1, 8)) end,
  (array['bags_and_carriers', 'audio', 'cameras_and_displays', 'home_and_kitchen', 'clothing', 'toys_and_collectibles'])[1 + pg_temp.pick(n, 7, 6)], case when pg_temp.pick(n, 8, 40) = 0 then 12 else 1 end,
  (array['new', 'new', 'open_box', 'used', 'damaged'])[1 + pg_temp.pick(n, 9, 5)], 'Shelf ' || pg_temp.pick(n, 10, 40), source,
  case when source = 'review_unit' then 'Early reviewers' end, case when source = 'purchase' then '112-' || lpad(n::text, 7, '0') end,
  case when source in ('review_unit', 'loaner') then day - 21 end, case when state <> 'requested' then day - 9 end,
  case when had then day end, case when source = 'loaner' and had then day + 60 end, case when source = 'review_unit' and had then day + 30 end, currency,
  worth, case when worth is not null then 'retail_price' end, case when worth is not null and had then day end,
  price, case when price is not null then price * 8 / 100 end, case when price is not null and pg_temp.pick(n, 11, 2) = 0 then 499 end,
  case when source <> 'review_unit' then 'not_required' when state in ('requested', 'ordered', 'received', 'cancelled') then 'not_started'
    when state = 'in_review' then (array['testing', 'drafted'])[1 + n % 2] else 'published' end,
  case when source = 'review_unit' and had and state not in ('received', 'in_review') then pg_temp.after(day, 25) end,
  case when source = 'review_unit' and had and state not in ('received', 'in_review') then 1 + pg_temp.pick(n, 12, 5) end, source = 'review_unit' and had,
  state, case when state in ('listed', 'sold', 'refunded') then pg_temp.after(day, 40) end, case when state in ('listed', 'sold', 'refunded') then 'Online marketplace' end,
  case when state in ('listed', 'sold', 'refunded') then sale + 500 end, case when left_by_sale then pg_temp.after(day, 40 + days_to_sell) end, case when left_by_sale then sale end,
  case when left_by_sale and n % 3 = 0 then 599 end, case when left_by_sale then sale * 13 / 100 end, case when left_by_sale then sale * 3 / 100 + 30 end,
  case when left_by_sale then 760 end, case when left_by_sale and n % 2 = 0 then 85 end,
  case when state = 'refunded' then sale end, case when state = 'refunded' then pg_temp.after(day, 50 + days_to_sell) end,
  case when state = 'returned' then pg_temp.after(day, 45) end, case when state = 'donated' then pg_temp.after(day, 70) end, case when state = 'donated' then 'Town library' end,
  case when state = 'given_away' then pg_temp.after(day, 33) end, case when state = 'given_away' then 'A viewer' end, case when state = 'discarded' then pg_temp.after(day, 90) end
from generate_series(1, pg_temp.many(1000000)) n
-- `offset 0` keeps each draw from being worked out anew wherever it is named: a third of the time.
-- Rows of all people stand mixed in the table, as they do after years of use.
cross join lateral (select pg_temp.made_id(timestamptz '2023-11-01 00:00Z', 'person ' || 1 + n % 100) as id) people
cross join lateral (select
  timestamptz '2023-11-02 00:00Z' + make_interval(secs => n * 93.3 + pg_temp.pick(n, 1, 1000) / 1000.0) as at,
  date '2023-11-02' + (n * 93.3 / 86400)::integer - pg_temp.pick(n, 2, 30) as day offset 0) made
cross join lateral (select
  (array['requested', 'ordered', 'received', 'in_review', 'reviewed', 'kept', 'listed', 'sold', 'refunded', 'returned', 'donated', 'given_away', 'discarded',
    'cancelled'])[1 + width_bucket(pg_temp.pick(n, 3, 100), array[3, 7, 15, 23, 31, 45, 60, 86, 88, 92, 95, 97, 98])] as fate,
  (array['review_unit', 'review_unit', 'review_unit', 'review_unit', 'purchase', 'purchase', 'purchase', 'loaner', 'gift', 'in_kind_payment'])[1 + pg_temp.pick(n, 4, 10)] as source,
  (array['USD', 'USD', 'USD', 'USD', 'USD', 'USD', 'USD', 'EUR', 'GBP', 'JPY'])[1 + pg_temp.pick(n, 13, 10)] as currency,
  600 + pg_temp.pick(n, 14, 500) * pg_temp.pick(n, 15, 90) as base, pg_temp.pick(n, 16, 60) as days_to_sell, pg_temp.pick(n, 17, 150) as pick_days,
  initcap((array['trail', 'wireless', 'folding', 'compact', 'hinged', 'rotary', 'cooling', 'crossbody', 'macro', 'travel', 'reusable', 'beltline', 'cast-resin',
    'sunshade', 'pinboard', 'lanyard', 'pocket', 'studio', 'rain', 'night'])[1 + pg_temp.pick(n, 18, 20)]) || ' ' ||
  (array['backpack', 'microphone', 'power bank', 'poncho', 'gimbal', 'album', 'organiser', 'monitor', 'light', 'journal', 'neck fan', 'towel', 'sling',
    'lens clip', 'tripod', 'cup', 'hip pack', 'ear set', 'figure', 'puzzle', 'speaker', 'lamp', 'stroller', 'charger', 'mug'])[1 + pg_temp.pick(n, 19, 25)]
    || ', ' || (array['black', 'sand', 'petrol', 'park map print', 'limited run', 'pack of four', '1.1 kg', '3 L'])[1 + pg_temp.pick(n, 20, 8)] as product offset 0) drawn
-- What was lent is neither sold nor kept.
cross join lateral (select case when source = 'loaner' and fate in ('kept', 'listed', 'sold', 'refunded', 'donated', 'given_away') then 'returned' else fate end as state offset 0) came
cross join lateral (select
  case when source in ('review_unit', 'in_kind_payment') or n % 3 = 0 then base end as worth, case when source = 'purchase' then base * (50 + n % 50) / 100 end as price,
  base * (40 + n % 70) / 100 as sale, state not in ('requested', 'ordered', 'cancelled') as had, state in ('sold', 'refunded') as left_by_sale offset 0) derived
left join companies on companies.id = case when n % 11 > 0 then pg_temp.made_id(timestamptz '2023-11-01 00:00Z', 'company ' || pg_temp.pick(n, 21, 300)) end;
create temp table seed_about as
  select i.id, i.user_id, i.name, i.created_at, i.n from (
    select id, user_id, name, created_at, row_number() over (partition by user_id order by id) as n from inventory_items) i
  join users u on u.id = i.user_id where i.n <= case when u.email = 'person001@large.example' then 5000 else 200 end;
insert into notes (id, user_id, author_id, body, created_at, updated_at, inventory_item_id)
select pg_temp.made_id(created_at, 'note ' || id), user_id, user_id, pg_temp.told(n), created_at, created_at, id from seed_about;
insert into notes (id, author_id, user_id, body, created_at, updated_at, contact_id)
select pg_temp.made_id(c.created_at, 'note ' || c.id), u.id, null, pg_temp.told(c.n), c.created_at, c.created_at, c.id
from (select id, created_at, row_number() over (order by id) as n from contacts) c
join users u on u.id = pg_temp.made_id(timestamptz '2023-11-01 00:00Z', 'person ' || 1 + c.n % 100) where c.n % 5 = 0;
insert into tasks (id, user_id, title, due_on, done_at, created_at, updated_at, inventory_item_id)
select pg_temp.made_id(created_at, 'task ' || id), user_id,
  (array['Film it: ', 'Confirm the delivery: ', 'Send the invoice: ', 'Ask for a second one: ', 'Write the review: '])[1 + pg_temp.pick(n, 60, 5)] || name,
  created_at::date + 20, case when n % 10 > 0 then created_at + interval '18 days' end, created_at, created_at, id from seed_about;
reset role;

select pg_temp.with_indexes('inventory_items');
analyze inventory_items, notes, tasks;
