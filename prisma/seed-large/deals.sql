-- 2,000 deals for the first person and 200,000 for the 99 others; every fourth was won, and has its collab: 500 and 50,000.

-- Each row's keys are right by how it is made, and the log is written whole.
alter table deals disable trigger log_stage_of_new;
set role mouse_system;

create temp table seed_deals as
select pg_temp.made_id(at, 'deal ' || n) as id, n, at, at::date as day, fate, user_id, company_id, amount, currency, passed,
  fate in ('won', 'lost') as ended, pg_temp.after(at::date, 20 + pg_temp.pick(n, 70, 40)) as closed_on
from generate_series(1, pg_temp.many(202000)) n
cross join lateral (select (array['won', 'lost', 'lost', 'lost', 'won', 'lost', 'lost', 'lost', 'won', 'lost', 'hold', 'open', 'won', 'open', 'open', 'open',
  'won', 'open', 'open', 'open'])[1 + n % 20] as fate, case when n <= pg_temp.many(2000) then n * 101 else n end as place) drawn
cross join lateral (select case when fate = 'open' then timestamptz '2026-07-01 00:00Z' + make_interval(secs => place * 45)
    else timestamptz '2023-11-02 00:00Z' + make_interval(secs => place * 450) end as at,
  pg_temp.made_id(timestamptz '2023-11-01 00:00Z', 'person ' || case when n <= pg_temp.many(2000) then 1 else 2 + n % 99 end) as user_id,
  pg_temp.made_id(timestamptz '2023-11-01 00:00Z', 'company ' || pg_temp.pick(n, 71, 300)) as company_id,
  20000 + 2500 * pg_temp.pick(n, 72, 200) as amount, (array['USD', 'USD', 'USD', 'USD', 'USD', 'USD', 'USD', 'EUR', 'EUR', 'GBP'])[1 + pg_temp.pick(n, 73, 10)] as currency,
  -- How many open stages it was in.
  case fate when 'won' then 4 else 1 + pg_temp.pick(n, 74, 4) end as passed offset 0) made;
create temp table seed_stages as
select user_id, id, name, kind, case kind when 'open' then row_number() over (partition by user_id, kind order by position) end as nth from deal_stages;
analyze seed_deals, seed_stages;

-- Rows of all people stand mixed in the tables, as they do after years of use.
insert into deals (id, user_id, created_by, updated_by, created_at, updated_at, name, company_id, placement, category_id, source, compensation, currency, amount,
  stage_id, first_contact_on, expected_on, closed_on, next_step, next_step_on, hold_until, lost_reason_id, stage_since, board_position)
select d.id, d.user_id, d.user_id, d.user_id, d.at, d.at + interval '9 days', (array['Autumn', 'Holiday', 'Spring', 'Launch', 'Weekend', 'Night', 'City', 'Road', 'Studio',
    'Garden'])[1 + pg_temp.pick(n, 75, 10)] || ' ' || (array['series', 'video', 'reel', 'round-up', 'gift guide', 'read', 'story set', 'live hour'])[1 + pg_temp.pick(n, 76, 8)] || ', no. ' || n,
  d.company_id, (array['Main channel', 'Podcast', 'Newsletter', null])[1 + n % 4], (select id from company_categories order by id offset 3 limit 1),
  (array['inbound', 'inbound', 'outbound', 'agency', 'referral', 'renewal'])[1 + pg_temp.pick(n, 77, 6)],
  (array['cash', 'cash', 'cash', 'product', 'mixed'])[1 + pg_temp.pick(n, 78, 5)], d.currency, d.amount, s.id, d.day, case when not ended then d.day + 90 end,
  case when ended then d.closed_on end, case when d.fate = 'open' and n % 6 > 0 then 'Send the rates' end, case when d.fate = 'open' and n % 6 > 0 then d.day + 60 end,
  case when d.fate = 'hold' then d.day + 400 end,
  case when d.fate = 'lost' then (select r.id from lost_reasons r where r.user_id = d.user_id order by r.position offset n % 6 limit 1) end,
  case when ended then d.closed_on else d.at + interval '9 days' end, -n
from seed_deals d join seed_stages s on s.user_id = d.user_id and s.kind = d.fate and (s.nth is null or s.nth = d.passed) order by d.id;
insert into deal_stage_log (user_id, deal_id, stage_id, stage, kind, at)
select d.user_id, d.id, s.id, s.name, s.kind, case when s.kind = 'open' then d.at + make_interval(days => (s.nth * 4)::integer) else d.closed_on end
from seed_deals d join seed_stages s on s.user_id = d.user_id and (s.nth <= d.passed or s.kind = d.fate and s.kind <> 'open') order by d.id;
insert into deal_offers (id, user_id, deal_id, side, amount, offered_on, position)
select pg_temp.made_id(d.at, 'offer ' || d.id || side), d.user_id, d.id, side, case side when 'theirs' then d.amount * 8 / 10 else d.amount end, d.day + place, place
from seed_deals d, (values ('theirs', 0), ('ours', 1)) o (side, place) where d.n % 2 = 0;
insert into deal_deliverables (id, user_id, deal_id, kind, platform, quantity, live_on, position)
select pg_temp.made_id(d.at, 'wanted ' || d.id || place), d.user_id, d.id, (array['dedicated_video', 'short'])[1 + place], 'youtube', 1 + place, d.day + 80 + place, place
from seed_deals d, generate_series(0, 1) place;
insert into deal_contacts (id, user_id, deal_id, contact_id, part)
select pg_temp.made_id(d.at, 'of deal ' || d.id), d.user_id, d.id,
  pg_temp.made_id(timestamptz '2024-01-01 00:00Z' + make_interval(mins => (1 + pg_temp.pick(n, 79, pg_temp.many(100000))) * 10), 'contact ' || 1 + pg_temp.pick(n, 79, pg_temp.many(100000))), 'Brand'
from seed_deals d;
insert into history (id, user_id, actor_id, at, act, changes, deal_id)
select pg_temp.made_id(d.at, 'history ' || d.id || step), d.user_id, d.user_id, d.at + make_interval(days => step), case step when 0 then 'created' else 'changed' end,
  jsonb_build_object('amount', jsonb_build_array(d.amount - 100 * step, d.amount - 100 * step + 100)), d.id
from seed_deals d, generate_series(0, case when d.n <= pg_temp.many(2000) then 8 else 2 end) step;
insert into notes (id, user_id, author_id, body, created_at, updated_at, deal_id)
select pg_temp.made_id(d.at, 'note ' || d.id), d.user_id, d.user_id, pg_temp.told(d.n), d.at, d.at, d.id from seed_deals d where d.n % 4 = 1;

create temp table seed_collabs as
select d.*, pg_temp.made_id(d.closed_on, 'collab ' || d.n) as collab_id, d.closed_on < date '2026-08-01' as is_done from seed_deals d where d.fate = 'won';
insert into collabs (id, user_id, created_by, updated_by, created_at, updated_at, name, company_id, category_id, deal_id, compensation, currency, fee, in_kind_value,
  commission_rate, state, signed_on, starts_on, ends_on, revisions_allowed, promo_code, talking_points)
select c.collab_id, c.user_id, c.user_id, c.user_id, c.closed_on, c.closed_on + interval '30 days', d.name, c.company_id, d.category_id, c.id, d.compensation, c.currency,
  c.amount, case when c.n % 3 = 0 then 9900 end, case when c.n % 5 = 0 then 1500 end,
  case when c.is_done then 'completed' else (array['agreed', 'contracted', 'in_production', 'in_review', 'live'])[1 + pg_temp.pick(c.n, 80, 5)] end,
  c.closed_on, c.closed_on, c.closed_on + 120, 2, 'CODE' || c.n, 'Say what it is for, and who it is not for.'
from seed_collabs c join deals d on d.id = c.id order by c.id;
insert into collab_deliverables (id, user_id, collab_id, kind, platform, state, draft_due_on, approval_due_on, live_on, keep_until, submitted_on, approved_on, went_live_on, link, views_7, position)
select pg_temp.made_id(c.closed_on, 'deliverable ' || c.n || ' ' || place), c.user_id, c.collab_id, (array['dedicated_video', 'short', 'story'])[1 + place],
  (array['youtube', 'youtube', 'instagram'])[1 + place], case when out then 'live' else (array['to_do', 'drafting', 'submitted'])[1 + place] end,
  live - 20, live - 10, live, live + 180, case when out then live - 18 end, case when out then live - 9 end, case when out then live end,
  case when out then 'https://video.example/' || c.n || place end, case when out then 1000 + c.n % 9000 end, place
from seed_collabs c, generate_series(0, 2) place, lateral (select c.closed_on + 40 + 15 * place as live, c.is_done and (c.n % 29 > 0 or place < 2) as out) of_it;
insert into collab_payments (id, user_id, collab_id, label, amount, due_when, invoice_number, invoiced_on, due_on, paid_amount, paid_on, position)
select pg_temp.made_id(c.closed_on, 'payment ' || c.n || ' ' || place), c.user_id, c.collab_id, (array['On signing', 'When all is live'])[1 + place], c.amount / 2, (array['signed', 'live'])[1 + place],
  case when asked then c.n || '-' || place end, case when asked then due - 30 end, due, case when paid then c.amount / 2 end, case when paid then due + pg_temp.pick(c.n, 81, 20) end, place
from seed_collabs c, generate_series(0, 1) place, lateral (select c.closed_on + 30 + 90 * place as due, c.is_done or place = 0 as asked, c.is_done and c.n % 23 > 0 as paid) of_it;
insert into collab_rights (id, user_id, collab_id, use, platforms, territory, from_on, until_on)
select pg_temp.made_id(c.closed_on, 'right ' || c.n), c.user_id, c.collab_id, 'paid', 'YouTube', 'US', c.closed_on, c.closed_on + 200 from seed_collabs c where c.n % 8 = 0;
insert into collab_exclusivities (id, user_id, collab_id, category_id, reach, platforms, territory, from_on, until_on)
select pg_temp.made_id(c.closed_on, 'lock ' || c.n), c.user_id, c.collab_id, (select id from company_categories order by id offset c.n % 7 limit 1), 'paid', 'YouTube', 'US',
  c.closed_on, c.closed_on + 90 from seed_collabs c where c.n % 12 = 0;
insert into collab_contacts (id, user_id, collab_id, contact_id, part)
select pg_temp.made_id(c.closed_on, 'of collab ' || c.n), c.user_id, c.collab_id, o.contact_id, 'Brand' from seed_collabs c join deal_contacts o on o.deal_id = c.id;
insert into collab_disclosures (user_id, collab_id, deliverable_id, rule, rules_version, ticked_at, ticked_by, place)
select t.user_id, t.collab_id, t.id, rule, '2026-11', t.went_live_on, t.user_id, '0:02'
from collab_deliverables t, unnest(array['relationship', 'claims']) rule where t.state = 'live' and t.position < 2;
insert into history (id, user_id, actor_id, at, act, changes, collab_id)
select pg_temp.made_id(c.closed_on, 'history of collab ' || c.n || ' ' || step), c.user_id, c.user_id, c.closed_on + make_interval(days => step), case step when 0 then 'created' else 'changed' end,
  jsonb_build_object('state', jsonb_build_array(case step when 0 then null else (array['agreed', 'contracted', 'in_production'])[step] end,
    (array['agreed', 'contracted', 'in_production', 'in_review'])[step + 1])), c.collab_id
from seed_collabs c, generate_series(0, 3) step;
insert into notes (id, user_id, author_id, body, created_at, updated_at, collab_id)
select pg_temp.made_id(c.closed_on, 'note of collab ' || c.n), c.user_id, c.user_id, pg_temp.told(c.n), c.closed_on, c.closed_on, c.collab_id from seed_collabs c where c.n % 3 = 0;
reset role;

alter table deals enable trigger log_stage_of_new;
analyze deals, deal_stage_log, deal_offers, deal_deliverables, deal_contacts, collabs, collab_deliverables, collab_payments, collab_rights, collab_exclusivities,
  collab_contacts, collab_disclosures, history, notes;
