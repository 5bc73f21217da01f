-- The log stays append-only: no line is ever changed, and none younger than 30 days is deleted, by anybody, the owner of the table
-- included. Older ones may be deleted by the system's role alone, which does it where AUDIT_RETENTION_DAYS says so.
drop trigger audit_log_append_only on audit_log;
create trigger audit_log_append_only before update or truncate on audit_log
  for each statement execute function refuse_change();

create trigger audit_log_deleted_by before delete on audit_log
  for each statement when (current_user <> 'mouse_system') execute function refuse_change();

create function refuse_young_audit() returns trigger language plpgsql as $$
begin
  if old.at > now() - interval '30 days' then
    raise exception 'audit_log is append-only: a line stays for 30 days at least';
  end if;
  return old;
end $$;
create trigger audit_log_kept before delete on audit_log for each row execute function refuse_young_audit();
grant delete on audit_log to mouse_system;

-- Its page reads the newest first, of a person, an act, or a kind of thing.
drop index audit_log_actor;
create index audit_log_actor on audit_log (actor_id, id);
create index audit_log_act on audit_log (act, id);
