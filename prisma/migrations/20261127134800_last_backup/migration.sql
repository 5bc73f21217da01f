-- When the newest whole backup was taken and how large it is: the one row is written by db:backup. Where backups lie is not always in
-- reach of the app that tells of them. Reached by the system alone.
create table last_backup (
  one boolean primary key default true check (one),
  taken_at timestamptz(3) not null,
  bytes bigint not null check (bytes > 0)
);
grant select, insert, update on last_backup to mouse_system;
