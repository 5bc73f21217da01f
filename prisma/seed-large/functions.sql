-- What the parts of the large seed draw with; each of them runs behind this file, in the same session. Always the same rows, relative to a
-- fixed day. Run them by the owner of the tables, who may step into mouse_system, or by a superuser.

create function pg_temp.pick(n bigint, salt bigint, choices integer) returns integer language sql immutable
  return (abs(hashint8extended(n, salt) % choices))::integer;

-- How many rows are made where the whole set has that many: all of them, or as many times fewer as seed.divided_by says.
create function pg_temp.many(whole integer) returns integer language sql stable
  return greatest(1, whole / coalesce(nullif(current_setting('seed.divided_by', true), ''), '1')::integer);

-- A million rows are faster in when indexes and keys are made afterwards; each row's keys are right by how it is made. By the table's owner.
create temp table seed_made (of_table regclass, statement text);
create function pg_temp.without_indexes(of_table regclass) returns void language plpgsql as $$ declare it record; begin
  perform set_config('maintenance_work_mem', '256MB', true);
  for it in select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as statement from pg_index where indrelid = of_table and not indisunique loop
    insert into seed_made values (of_table, it.statement);
    execute format('drop index %s', it.name);
  end loop;
  for it in select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = of_table and contype = 'f' loop
    insert into seed_made values (of_table, format('alter table %s add constraint %I %s', of_table, it.name, it.definition));
    execute format('alter table %s drop constraint %I', of_table, it.name);
  end loop;
end $$;
create function pg_temp.with_indexes(which regclass) returns void language plpgsql as $$ declare it record; begin
  for it in delete from seed_made where of_table = which returning statement loop execute it.statement; end loop;
end $$;

-- UUID v7 by its layout: the instant in front, so that new rows stand together; the rest from n.
create function pg_temp.made_id(at timestamptz, n text) returns uuid language sql stable
  return (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n), 1, 3) || '8' || substr(md5(n), 4, 15))::uuid;

-- So many days later, but not after the fixed day.
create function pg_temp.after(day date, days integer) returns date language sql immutable return least(day + days, date '2026-11-01');

-- Twelve sentences: most words stand in many notes, so that a search meets the worst that it can; two stand in few.
create function pg_temp.told(n bigint) returns text language sql immutable return (
  select string_agg((array['They want the delivery by spring.', 'Asked for the rate card.', 'Sent the contract back.', 'Called about the footage.',
      'No answer since the fair.', 'Paid half up front.', 'The box came open, **two parts** were missing.', 'Wants three reels and one long video.',
      'Met at the stand; follow up with numbers and a link.', 'Prefers mail to calls.', 'Ask again after the holidays.',
      'The colours differ from the picture.'])[1 + pg_temp.pick(n, 50 + s, 12)], ' ' order by s) from generate_series(0, pg_temp.pick(n, 49, 8)) s)
  || case when n % 500 = 3 then ' She has a xylograph for the studio.' when n % 200 = 7 then ' 请联系王小明先生。' else '' end;
