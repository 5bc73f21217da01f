-- What lies in the trash, by when it got there: for its page and for the job that empties it.
create index notes_trash on notes (deleted_at, id) where deleted_at is not null;
create index tasks_trash on tasks (deleted_at, id) where deleted_at is not null;
drop index attachments_trash;
create index attachments_trash on attachments (deleted_at, id) where deleted_at is not null;
