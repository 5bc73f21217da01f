-- A task that comes again: how often, the day of the month that it keeps to, and the one that it came of.

alter table tasks
  add column repeats text check (repeats in ('day', 'week', 'two_weeks', 'month', 'year')),
  -- 31 where it is due on 28 February for want of a 31st.
  add column anchor_day smallint check (anchor_day between 1 and 31),
  add column follows_id uuid,
  add constraint tasks_repeat_from_a_day check (repeats is null or due_on is not null),
  add constraint tasks_follows foreign key (user_id, follows_id) references tasks (user_id, id) on delete set null (follows_id),
  -- A task is followed once, however often it is done.
  add constraint tasks_followed_once unique (user_id, follows_id);
