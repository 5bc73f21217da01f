-- 20 shows of 100 episodes each, with their guides: 20,000 segments, 4,000 guests, 10,000 links, 8,000 checks and 4,000 spots.

set role mouse_system;
insert into guide_shows (id, created_by, updated_by, created_at, updated_at, name, website, summary, time_zone, target_length, checklist)
select pg_temp.made_id(timestamptz '2024-11-01 00:00Z', 'show ' || s), by, by, timestamptz '2024-11-01 00:00Z', timestamptz '2024-11-01 00:00Z',
  (array['Queue talk', 'Night parade', 'Ride notes', 'Shelf life'])[1 + s % 4] || ', feed ' || s, 'https://show' || s || '.example', 'What was seen, and what it cost.',
  (array['UTC', 'America/New_York', 'Europe/Berlin'])[1 + s % 3], 3600, E'Levels checked\nGuest released\nSpots read\nChapters set'
from generate_series(1, 20) s cross join lateral (select pg_temp.made_id(timestamptz '2023-11-01 00:00Z', 'person ' || s) as by) of_it;
insert into guide_seasons (id, show_id, number, title, position)
select pg_temp.made_id(s.created_at, 'season ' || s.id || season), s.id, season, 'Year ' || season, season - 1 from guide_shows s, generate_series(1, 4) season;

create temp table seed_episodes as
select n, pg_temp.made_id(at, 'episode ' || n) as id, at, number, day, pg_temp.made_id(timestamptz '2024-11-01 00:00Z', 'show ' || 1 + n % 20) as show_id,
  pg_temp.made_id(timestamptz '2023-11-01 00:00Z', 'person ' || 1 + n % 100) as owner_id,
  case when number <= 94 then 'published' else (array['scheduled', 'editing', 'recorded', 'scripted', 'planned', 'idea'])[number - 94] end as state
from generate_series(0, pg_temp.many(2000) - 1) n cross join lateral (select 1 + n / 20 as number) of_show
cross join lateral (select date '2026-11-01' + 7 * (number - 94) as day, timestamptz '2024-11-02 00:00Z' + make_interval(days => 7 * number, secs => n) as at) of_it;
insert into guide_episodes (id, created_by, updated_by, created_at, updated_at, name, show_id, season, number, state, owner_id, hook, summary, description, keywords,
  target_length, intro_offset, recording_length, record_on, publish_on, publish_time)
select id, owner_id, owner_id, at, at, (array['The long queue', 'What rain does', 'A night for members', 'The new parade', 'Bags that hold'])[1 + pg_temp.pick(n, 100, 5)] || ', part ' || number,
  show_id, 1 + (number - 1) / 25, number, state, owner_id, 'Why nobody waits there before ten.', pg_temp.told(n), pg_temp.told(n + 1), 'parks, queues, rain',
  3600, 30, case when state in ('recorded', 'editing', 'scheduled', 'published') then 3500 + pg_temp.pick(n, 101, 400) end, day - 10, day, '06:00'
from seed_episodes;
insert into guide_segments (id, episode_id, kind, title, planned_seconds, actual_start, talking_points, position)
select pg_temp.made_id(at, 'segment ' || n || ' ' || place), id, (array['cold_open', 'intro', 'news', 'main', 'sponsor', 'interview', 'main', 'listener', 'call_to_action', 'outro'])[place],
  'Part ' || place, 360, case when state in ('recorded', 'editing', 'scheduled', 'published') then 350 * (place - 1) end, pg_temp.told(n * 10 + place), place - 1
from seed_episodes, generate_series(1, 10) place;
insert into guide_people (id, episode_id, contact_id, part, position)
select pg_temp.made_id(at, 'guest ' || n || ' ' || place), id, pg_temp.made_id(timestamptz '2024-01-01 00:00Z' + make_interval(mins => guest * 10), 'contact ' || guest), 'Guest', place
from seed_episodes, generate_series(0, 1) place, lateral (select 1 + pg_temp.pick(n, 102 + place, pg_temp.many(100000)) as guest) drawn;
insert into guide_links (id, episode_id, kind, title, url, position)
select pg_temp.made_id(at, 'link ' || n || ' ' || place), id, (array['mentioned', 'product', 'guest'])[1 + place % 3], 'Mentioned ' || place, 'https://seen.example/' || n || '/' || place, place
from seed_episodes, generate_series(0, 4) place;
insert into guide_checks (id, episode_id, title, done_on, position)
select pg_temp.made_id(at, 'check ' || n || ' ' || place), id, (array['Levels checked', 'Guest released', 'Spots read', 'Chapters set'])[1 + place], case when state = 'published' then day - 3 end, place
from seed_episodes, generate_series(0, 3) place;
insert into guide_spots (id, episode_id, segment_id, company_id, title, place, script, code, read_on, position)
select pg_temp.made_id(at, 'spot ' || n || ' ' || place), id, pg_temp.made_id(at, 'segment ' || n || ' ' || 5), pg_temp.made_id(timestamptz '2023-11-01 00:00Z', 'company ' || pg_temp.pick(n, 104 + place, 300)),
  'Spot ' || place, (array['pre', 'mid'])[1 + place], 'Say what it is for, and who it is not for.', 'CODE' || n, case when state = 'published' then day - 10 end, place
from seed_episodes, generate_series(0, 1) place;
reset role;
analyze guide_shows, guide_seasons, guide_episodes, guide_segments, guide_people, guide_links, guide_checks, guide_spots;
