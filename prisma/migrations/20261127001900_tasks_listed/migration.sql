-- Tasks have a list as records have: what is done to many is told by the history, and taken back by it.

alter table tasks
  add column name text not null generated always as (title) stored,
  add column state text not null generated always as (case when done_at is null then 'open' else 'done' end) stored,
  add column created_by uuid default app_user_id() references users (id) on delete set null,
  add column updated_by uuid default app_user_id() references users (id) on delete set null;

select add_record_kind('tasks', 'task_id', true);

-- One index a sort, over what is to be done and what is done alike; that of the days of what is to be done alone stays.
drop index tasks_done;
create index tasks_done on tasks
  (user_id, (case when done_at is null then '1900-01-01 00:00:00+00'::timestamptz else done_at end), id) where deleted_at is null;
create index tasks_due on tasks (user_id, (case when due_on is null then 'infinity'::date else due_on end), id)
  where deleted_at is null;
create index tasks_title on tasks (user_id, (title collate "und-x-icu"), id) where deleted_at is null;
create index tasks_created on tasks (user_id, created_at, id) where deleted_at is null;
