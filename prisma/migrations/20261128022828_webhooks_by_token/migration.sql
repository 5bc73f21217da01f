-- The token by which a change came is no record that it is about: with a webhook that is told of everything, whatever a program
-- wrote was refused, since the token's name is no id.
grant create on schema public to mouse_system;
set local role mouse_system;
create or replace function note_webhooks() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from webhooks where switched_off_at is null) then return null; end if;
  insert into webhook_deliveries (user_id, webhook_id, subject, act, record_id, at)
  select w.user_id, w.id, e.subject, e.act, e.record_id, e.at
  from (
    select n.id, n.user_id, n.at, about.key as subject, about.value::uuid as record_id, case
      when n.act in ('created', 'deleted', 'restored', 'merged') then n.act
      -- What was split off is new, and had no quantity before.
      when n.act = 'split' and n.changes -> 'quantity' ->> 0 is null then 'created'
      else 'changed' end as act
    from entries n
    cross join lateral jsonb_each_text(to_jsonb(n) - array['id', 'user_id', 'actor_id', 'batch_id', 'token_id', 'token_name', 'changes', 'at', 'act']) about
    where about.value is not null
  ) e
  join webhooks w on w.switched_off_at is null and (e.user_id is null or w.user_id = e.user_id)
    and w.events && array['*', e.subject || '.*', e.subject || '.' || e.act]
  join users u on u.id = w.user_id and u.is_approved and u.locked_by_admin_at is null and u.deletion_due_at is null
  where e.subject <> 'template_id' or not exists (
    select from templates t where t.id = e.record_id and t.draft_of is not null and t.draft_of <> w.user_id)
  order by e.at, e.id;
  return null;
end $$;
reset role;
revoke create on schema public from mouse_system;
