-- 100 people, 20,000 companies and 100,000 contacts, each with an address and a company. What somebody owns is with the first 300 of them.
-- Passwords: the script sets seed.password_hash before; without it nobody of these can sign in.

-- Each new person's pipeline begins with them, behind its fence.
set role mouse_system;
insert into users (id, email, name, password_hash, is_approved, currency, time_zone)
select pg_temp.made_id(timestamptz '2023-11-01 00:00Z', 'person ' || n), format('person%s@large.example', lpad(n::text, 3, '0')),
  'Person ' || lpad(n::text, 3, '0'), coalesce(nullif(current_setting('seed.password_hash', true), ''), '!'), true,
  (array['USD', 'USD', 'EUR', 'GBP', 'JPY'])[1 + n % 5], (array['UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Tokyo'])[1 + n % 4]
from generate_series(1, 100) n;
reset role;

insert into companies (id, name)
select pg_temp.made_id(timestamptz '2023-11-01 00:00Z', 'company ' || n),
  (array['Northgate', 'Ostrava', 'Voltline', 'Kestrel', 'Corkline', 'Parklight', 'Helio', 'Lumen', 'Papermoor', 'Breezeworks', 'Harbour', 'Juniper',
    'Marlow', 'Solstice', 'Tidewater', 'Umbra', 'Vantage', 'Willow', 'Yarrow', 'Zephyr'])[1 + n % 20] || ' ' ||
  (array['Bags', 'Audio', 'Optics', 'Goods', 'Displays', 'Mobile', 'Outdoors', 'Home', 'Kitchen', 'Toys', 'Apparel', 'Lighting', 'Travel', 'Studio', 'Works'])[1 + n / 20 % 15]
    || case when n >= 300 then ' ' || (array['North', 'South', 'East', 'West', 'Central', 'Coast', 'Valley'])[1 + n / 300 % 7] || ' ' ||
      (array['Group', 'Partners', 'Brands', 'Holding', 'Trading', 'Direct', 'Labs', 'House', 'Makers', 'Union'])[1 + n / 2100] else '' end
from generate_series(0, greatest(300, pg_temp.many(20000)) - 1) n;

-- Names of syllables: 100,000 people share few surnames, and few have one of their own.
alter table contact_points disable trigger contact_points_text;
insert into contacts (id, first_name, last_name, title, role, warmth, language, next_touch_on, points_text, created_at, updated_at)
select pg_temp.made_id(at, 'contact ' || n), first, last, (array['PR manager', 'Head of partnerships', 'Brand manager', 'Producer', null])[1 + n % 5],
  (array['pr', 'brand_manager', 'agency', 'legal', 'finance', 'guest', 'creator'])[1 + pg_temp.pick(n, 32, 7)],
  (array['cold', 'cold', 'warm', 'hot'])[1 + pg_temp.pick(n, 33, 4)], (array['en', 'en', 'de', 'fr', 'ja'])[1 + pg_temp.pick(n, 34, 5)],
  case when n % 9 = 0 then date '2026-11-01' + pg_temp.pick(n, 35, 60) end, lower(first || '.' || n || '@' || split_part(last, '-', 1) || '.example'), at, at
from generate_series(1, pg_temp.many(100000)) n
cross join lateral (select timestamptz '2024-01-01 00:00Z' + make_interval(mins => n * 10) as at,
  (array['Ana', 'Ben', 'Carla', 'Dmitri', 'Elena', 'Farid', 'Greta', 'Hiro', 'Ines', 'Jonas', 'Kiran', 'Lena', 'Marek', 'Nadia', 'Oscar', 'Priya', 'Quentin',
    'Rosa', 'Sven', 'Tara', 'Ulrich', 'Vera', 'Wanda', 'Xavier', 'Yara', 'Zoe', 'Amara', 'Bruno', 'Chiara', 'Dario'])[1 + pg_temp.pick(n, 30, 30)] as first,
  (array['Bren', 'Cal', 'Dor', 'Eld', 'Fen', 'Gar', 'Hol', 'Ing', 'Jor', 'Kes', 'Lin', 'Mar', 'Nor', 'Ost', 'Pel', 'Quil', 'Ros', 'Sten', 'Tor', 'Und', 'Ver',
    'Wil', 'Yar', 'Zel'])[1 + pg_temp.pick(n, 31, 24)] ||
  (array['amo', 'berg', 'cott', 'dale', 'erson', 'field', 'gate', 'holm', 'ick', 'jak', 'kirk', 'low', 'man', 'ness', 'ova', 'port', 'quist', 'ridge', 'son',
    'ton', 'vik', 'worth', 'yer', 'zini'])[1 + pg_temp.pick(n, 36, 24)] || (array['', '', '', 'er', 's', '-Lee', '-Rao', 'y'])[1 + pg_temp.pick(n, 37, 8)] as last offset 0) drawn;
insert into contact_points (id, contact_id, kind, value, is_primary)
select pg_temp.made_id(created_at, 'point ' || id), id, 'email', points_text, true from contacts;
alter table contact_points enable trigger contact_points_text;
update contacts set main_email = points_text;
insert into contact_companies (id, contact_id, company_id, from_on)
select pg_temp.made_id(created_at, 'employment ' || id), id,
  pg_temp.made_id(timestamptz '2023-11-01 00:00Z', 'company ' || abs(hashtext(id::text) % greatest(300, pg_temp.many(20000)))), created_at::date from contacts;
analyze users, companies, contacts, contact_points, contact_companies;
