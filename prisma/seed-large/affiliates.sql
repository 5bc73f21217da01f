-- Five programmes and 24 months of each for every person: 120 months a person, 12,000 together.

set role mouse_system;
insert into affiliate_programmes (id, user_id, created_by, updated_by, created_at, updated_at, name, company_id, network, currency, base_rate, payment_delay_days)
select pg_temp.made_id(timestamptz '2024-10-01 00:00Z', 'programme ' || n || ' ' || p), u.id, u.id, u.id, timestamptz '2024-10-01 00:00Z', timestamptz '2024-10-01 00:00Z',
  (array['Bag shop', 'Audio house', 'Lens store', 'Book market', 'Desk works'])[p], pg_temp.made_id(timestamptz '2023-11-01 00:00Z', 'company ' || pg_temp.pick(n * 5 + p, 90, 300)),
  (array['Amazon', 'Awin', 'Impact', 'Direct', 'PartnerStack'])[p], case when p < 5 then 'USD' else 'EUR' end, 300 + 100 * p, 60
from generate_series(1, 100) n cross join generate_series(1, 5) p
cross join lateral (select pg_temp.made_id(timestamptz '2023-11-01 00:00Z', 'person ' || n) as id) u;
insert into affiliate_months (id, user_id, created_by, updated_by, created_at, updated_at, programme_id, month, currency, clicks, orders, items_ordered, items_shipped,
  items_returned, sales_amount, commission, bounties, adjustments, state, paid_on)
select pg_temp.made_id(day + interval '1 month', 'month ' || a.id || day), a.user_id, a.user_id, a.user_id, day + interval '1 month', day + interval '1 month', a.id,
  to_char(day, 'YYYY-MM'), a.currency, 900 + drawn * 7, 20 + drawn / 10, 24 + drawn / 10, 22 + drawn / 10, 1 + drawn / 100, 90000 + drawn * 90, 4000 + drawn * 6,
  case when drawn % 4 = 0 then 1500 end, case when drawn % 9 = 0 then -700 end, case when day < date '2026-08-01' then 'paid' when day < date '2026-10-01' then 'locked' else 'estimated' end,
  case when day < date '2026-08-01' then (day + interval '3 months')::date end
from affiliate_programmes a cross join generate_series(timestamp '2024-11-01', timestamp '2026-10-01', interval '1 month') day
cross join lateral (select pg_temp.pick(hashtext(a.id::text || day), 91, 900) as drawn) d
where a.created_at = timestamptz '2024-10-01 00:00Z' order by day, a.id;
reset role;
analyze affiliate_programmes, affiliate_months;
