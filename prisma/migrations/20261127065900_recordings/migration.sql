-- How an episode is recorded, and what its publish pack leaves out.

-- The moment at which the clock of a recording read nought, which a pause moves; since when it stands still.
alter table guide_episodes
  add column recording_started_at timestamptz(3),
  add column recording_paused_at timestamptz(3),
  add column intro_chapter text check (char_length(intro_chapter) between 1 and 200),
  add column description_without text;
-- Below nought where the beginning of the recording was cut.
alter table guide_episodes drop constraint guide_episodes_intro_offset_check;
alter table guide_episodes add constraint guide_episodes_intro_offset_check check (intro_offset between -86400 and 86400);

alter table guide_segments add column no_chapter boolean not null default false;
