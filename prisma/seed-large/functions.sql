-- What the parts of the large seed draw with; each of them runs behind this file, in the same session. Always the same rows, relative to a
-- fixed day. Run them by the owner of the tables, who may step into mouse_system, or by a superuser.

create function pg_temp.pick(n bigint, salt bigint, choices integer) returns integer language sql immutable
  return (abs(hashint8extended(n, salt) % choices))::integer;

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
