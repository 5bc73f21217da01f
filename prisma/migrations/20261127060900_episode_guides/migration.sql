-- Shows with their seasons, and the guides of their episodes: common, as the address book is. What a sponsor's spot comes of is
-- somebody's own, and lies in a table of its own, which the database fences.

-- Shows ----------------------------------------------------------------------------------------------------------------------

create table guide_shows (
  id uuid primary key,
  version integer not null default 1,
  submission_id uuid unique,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  created_by uuid default app_user_id() references users (id) on delete set null,
  updated_by uuid default app_user_id() references users (id) on delete set null,

  name text not null check (char_length(name) between 1 and 200),
  website text,
  summary text,
  -- Where its day begins: an episode comes out on the clock of this zone.
  time_zone text,
  language text,
  explicit boolean not null default false,
  -- How long an episode shall be, in seconds, where neither its season nor itself says otherwise.
  target_length integer check (target_length between 1 and 86400),
  -- What is checked of each episode, an item a line.
  checklist text,
  ended_on date,

  name_key text collate "C" not null generated always as (left(normal_form(name), 400)) stored,
  search_text text not null generated always as (' ' || left(normal_form(name || ' ' || coalesce(website, '')), 640) || ' ') stored
);
create unique index guide_shows_name on guide_shows (name_key) where deleted_at is null;
create index guide_shows_by_name on guide_shows (name collate "und-x-icu", id) where deleted_at is null;
create index guide_shows_by_updated on guide_shows (updated_at, id) where deleted_at is null;
create index guide_shows_trash on guide_shows (deleted_at, id) where deleted_at is not null;

create table guide_seasons (
  id uuid primary key,
  show_id uuid not null references guide_shows (id) on delete cascade,
  number integer not null check (number between 0 and 9999),
  title text,
  target_length integer check (target_length between 1 and 86400),
  position integer not null default 0
);
create index guide_seasons_of on guide_seasons (show_id, position);

-- Who is there in every episode.
create table guide_show_people (
  id uuid primary key,
  show_id uuid not null references guide_shows (id) on delete cascade,
  contact_id uuid not null references contacts (id) on delete cascade,
  part text,
  position integer not null default 0
);
create index guide_show_people_of on guide_show_people (show_id, position);
create index guide_show_people_contact on guide_show_people (contact_id);

-- Episodes -------------------------------------------------------------------------------------------------------------------

create table guide_episodes (
  id uuid primary key,
  version integer not null default 1,
  submission_id uuid unique,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  created_by uuid default app_user_id() references users (id) on delete set null,
  updated_by uuid default app_user_id() references users (id) on delete set null,

  name text not null check (char_length(name) between 1 and 200),
  show_id uuid not null references guide_shows (id) on delete cascade,
  season integer check (season between 0 and 9999),
  number integer check (number between 0 and 999999),
  type text not null default 'full' check (type in ('full', 'trailer', 'bonus')),
  state text not null default 'idea'
    check (state in ('idea', 'planned', 'scripted', 'recorded', 'editing', 'scheduled', 'published', 'shelved')),
  owner_id uuid references users (id) on delete set null,
  hook text,
  summary text,
  description text,
  keywords text,
  explicit boolean not null default false,
  -- Lengths in seconds. What stands in front of the recording when it comes out; when the recording ended, from its start.
  target_length integer check (target_length between 1 and 86400),
  intro_offset integer check (intro_offset between 0 and 86400),
  recording_length integer check (recording_length between 0 and 604800),
  record_on date,
  -- On the clock of its show.
  publish_on date,
  publish_time text check (publish_time ~ '^([01]\d|2[0-3]):[0-5]\d$'),

  name_key text collate "C" not null generated always as (left(normal_form(name), 400)) stored,
  search_text text not null generated always as (' ' || left(normal_form(
    coalesce(number::text, '') || ' ' || name || ' ' || coalesce(keywords, '') || ' ' || coalesce(hook, '')), 960) || ' ') stored
);
-- A number is one episode's of its season; shows without seasons have none.
create unique index guide_episodes_number on guide_episodes (show_id, season, number) nulls not distinct
  where deleted_at is null and number is not null;
create index guide_episodes_of on guide_episodes (show_id, season, number, id) where deleted_at is null;
create index guide_episodes_by_name on guide_episodes (name collate "und-x-icu", id) where deleted_at is null;
create index guide_episodes_by_updated on guide_episodes (updated_at, id) where deleted_at is null;
create index guide_episodes_by_publishing on guide_episodes (coalesce(publish_on, '-infinity'::date), id) where deleted_at is null;
create index guide_episodes_by_owner on guide_episodes (owner_id, state) where deleted_at is null;
create index guide_episodes_trash on guide_episodes (deleted_at, id) where deleted_at is not null;
create index guide_episodes_words on guide_episodes using gin (search_text gin_trgm_ops) where deleted_at is null;

create table guide_segments (
  id uuid primary key,
  episode_id uuid not null references guide_episodes (id) on delete cascade,
  kind text not null
    check (kind in ('cold_open', 'intro', 'news', 'main', 'interview', 'sponsor', 'listener', 'call_to_action', 'outro')),
  title text,
  planned_seconds integer check (planned_seconds between 0 and 86400),
  -- When it began, in seconds from the start of the recording.
  actual_start integer check (actual_start between 0 and 604800),
  talking_points text,
  links text,
  position integer not null default 0
);
create index guide_segments_of on guide_segments (episode_id, position);

create table guide_people (
  id uuid primary key,
  episode_id uuid not null references guide_episodes (id) on delete cascade,
  contact_id uuid not null references contacts (id) on delete cascade,
  part text,
  position integer not null default 0
);
create index guide_people_of on guide_people (episode_id, position);
create index guide_people_contact on guide_people (contact_id, episode_id);

create table guide_links (
  id uuid primary key,
  episode_id uuid not null references guide_episodes (id) on delete cascade,
  kind text not null default 'mentioned' check (kind in ('mentioned', 'product', 'guest', 'sponsor', 'published')),
  title text,
  url text not null,
  -- It stands in the next episode too.
  every_episode boolean not null default false,
  position integer not null default 0
);
create index guide_links_of on guide_links (episode_id, position);

create table guide_checks (
  id uuid primary key,
  episode_id uuid not null references guide_episodes (id) on delete cascade,
  title text not null check (char_length(title) between 1 and 200),
  done_on date,
  position integer not null default 0
);
create index guide_checks_of on guide_checks (episode_id, position);

create table guide_spots (
  id uuid primary key,
  episode_id uuid not null references guide_episodes (id) on delete cascade,
  -- Where in the episode it is read; empty once that segment is gone.
  segment_id uuid references guide_segments (id) on delete set null,
  company_id uuid references companies (id) on delete set null,
  title text,
  place text not null default 'mid' check (place in ('pre', 'mid', 'post')),
  script text,
  code text,
  link text,
  read_on date,
  position integer not null default 0
);
create index guide_spots_of on guide_spots (episode_id, position);
create index guide_spots_company on guide_spots (company_id, episode_id);
create index guide_spots_segment on guide_spots (segment_id) where segment_id is not null;

-- Whose deal or collab a spot comes of: one's own alone, so others see the spot and not this. It knows the spot by its id without a
-- key, so that a spot that comes back by its history has it again; it goes with the episode.
create table guide_spot_sources (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  episode_id uuid not null references guide_episodes (id) on delete cascade,
  spot_id uuid not null,
  collab_id uuid,
  deal_id uuid,
  check (num_nonnulls(collab_id, deal_id) = 1),
  unique (user_id, spot_id),
  foreign key (user_id, collab_id) references collabs (user_id, id) on delete cascade,
  foreign key (user_id, deal_id) references deals (user_id, id) on delete cascade
);
create index guide_spot_sources_episode on guide_spot_sources (episode_id, user_id);
create index guide_spot_sources_collab on guide_spot_sources (user_id, collab_id) where collab_id is not null;
create index guide_spot_sources_deal on guide_spot_sources (user_id, deal_id) where deal_id is not null;

-- Who may own an episode: everybody who works here, by the name that others see.
create view members as select id, coalesce(name, split_part(email, '@', 1)) as name from users
  where is_approved and rejected_at is null and locked_by_admin_at is null and role <> 'VIEWER';
grant select on members to mouse_app, mouse_system;

-- Who may what ---------------------------------------------------------------------------------------------------------------

grant select, insert, update on guide_shows, guide_episodes to mouse_app;
grant select, insert, update, delete on guide_seasons, guide_show_people, guide_segments, guide_people, guide_links, guide_checks,
  guide_spots, guide_spot_sources to mouse_app;
grant select, insert, update, delete on guide_shows, guide_episodes, guide_seasons, guide_show_people, guide_segments, guide_people,
  guide_links, guide_checks, guide_spots, guide_spot_sources to mouse_system;

alter table guide_spot_sources enable row level security, force row level security;
create policy own on guide_spot_sources to mouse_app using (user_id = app_user_id()) with check (user_id = app_user_id());
create policy system on guide_spot_sources to mouse_system using (true) with check (true);

select add_record_kind('guide_shows', 'guide_show_id', false);
select add_record_kind('guide_episodes', 'guide_episode_id', false);
