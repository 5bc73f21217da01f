-- One normal form for what is looked for and for what is held against others (docs/decisions/0020-one-normal-form.md): without case,
-- signs on letters, widths and what is not seen, each letter of a script that parts no words a word of its own. Its twin for what
-- has no statement is src/http/normal-form.ts. By ICU, as Node does it: a database's own locale may know no letters but A to Z, or
-- be Turkish.
create function normal_form(typed text) returns text language sql immutable parallel safe
-- Most texts are plain already.
return case when typed !~ '^ |  |[^ -_a-~]| $' then lower(typed collate "C")
else btrim(regexp_replace(regexp_replace(normalize(translate(
  replace(replace(replace(replace(
    lower(upper(regexp_replace(
      normalize(case
        -- What comes apart into a blank and a sign; digits of other scripts, where there may be any.
        when typed !~ '[\u0660-\u1819]' then translate(typed, E'´`΄\u1fef\u1ffd', repeat('''', 5))
        else translate(typed, E'´`΄\u1fef\u1ffd'
          || '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯੦੧੨੩੪੫੬੭੮੯૦૧૨૩૪૫૬૭૮૯୦୧୨୩୪୫୬୭୮୯௦௧௨௩௪௫௬௭௮௯౦౧౨౩౪౫౬౭౮౯೦೧೨೩೪೫೬೭೮೯൦൧൨൩൪൫൬൭൮൯'
          || '๐๑๒๓๔๕๖๗๘๙໐໑໒໓໔໕໖໗໘໙༠༡༢༣༤༥༦༧༨༩၀၁၂၃၄၅၆၇၈၉០១២៣៤៥៦៧៨៩᠐᠑᠒᠓᠔᠕᠖᠗᠘᠙',
          repeat('''', 5) || repeat('0123456789', 17)) end, NFKD),
      '([Ии]\u0306)|['
        || '\u0300-\u0344\u0346-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670'
        || '\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f'
        || '\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]+',
      '\1', 'g') collate "und-x-icu") collate "und-x-icu"),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
  '`‘’‚‛ʹʻʼʽʾʿˈ′‵“”„‟«»ςøłđðħŧŋɨƀɓɖɗƒǥƙƚɲƴƶ‐‒–—―−ىيكة',
  repeat('''', 14) || repeat('"', 6) || 'σolddhtnibbddfgklnyz------ییکه'), NFC),
  '(['
    || '\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3040-\u30fa\u30fc-\u318f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff'
    || '\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00016fe0-\U00018d08\U0001b000-\U0001b2ff\U00020000-\U0003ffff])',
  ' \1 ', 'g'),
  '[\u0001-\u0020\u007f-\u00a0\u1680\u2028\u2029\u30fb]+', ' ', 'g') collate "C") end;

-- A phone as `+` and the country's code, where one was written, and the number without the zero that is dialled within a country;
-- `x` and an extension behind it.
create function phone_key(typed text) returns text language sql immutable parallel safe
return coalesce(nullif(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(normal_form(typed),
  ' ?(ext\.?|x|#) ?([0-9]{1,8})$', 'x\2'),
  '\(0\)|[^0-9+x]', '', 'g'),
  '^00(?=[1-9])', '+'),
  '^\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|(2[1-689]|3[578]|42|5[09]|6[7-9]|8[035789]|9[679])[0-9])0*', '+\1'),
  '^0+', ''), ''), regexp_replace(normal_form(typed), '[^0-9]', '', 'g'));

-- What two ways to write one phone have in common: the number without the country's code, or what is dialled in its place.
create function phone_number(typed text) returns text language sql immutable parallel safe
return coalesce(nullif(regexp_replace(regexp_replace(phone_key(typed),
  '^\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|(2[1-689]|3[578]|42|5[09]|6[7-9]|8[035789]|9[679])[0-9])|x.*$', '', 'g'),
  '^[18](?=[0-9]{10}$)', ''), ''), phone_key(typed));

-- What makes two addresses the same one: their letters without case, their signs with them, for another sign is another address.
create function address_key(typed text) returns text language sql immutable parallel safe
return normalize(lower(upper(normalize(regexp_replace(typed,
  '[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]', '', 'g'), NFKC) collate "und-x-icu") collate "und-x-icu"), NFC) collate "C";

-- Text is kept composed (NFC). What would grow by it, and so might pass its limit, stays as it is.

set local role mouse_system;
do $$
declare
  kept text;
  composed text;
  uncomposed text;
begin
  foreach kept in array array['companies', 'company_categories', 'contacts', 'contact_points', 'contact_companies', 'inventory_items',
    'notes', 'tags', 'attachments', 'tasks', 'saved_views', 'users']
  loop
    select string_agg(format('%1$I = case when char_length(normalize(%1$I)) > char_length(%1$I) then %1$I else normalize(%1$I) end', a.attname), ', '),
      string_agg(format('%I is not normalized', a.attname), ' or ')
    into composed, uncomposed
    from pg_attribute a
    where a.attrelid = kept::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.atttypid = 'text'::regtype
      and a.attname not in ('email', 'password_hash');
    execute format('update %I set %s where %s', kept, composed, uncomposed);
  end loop;
end $$;
reset role;

-- Companies. Two that have one name by now are told apart, and stand among the possible duplicates.

drop index companies_domain, companies_name, companies_merged_name, companies_trash_name, companies_by_name, companies_words, companies_search;
-- Each twin is looked up by it, which would read all companies otherwise.
create index companies_twins on companies (left(normal_form(name), 400)) where deleted_at is null;
do $$
declare
  twin record;
  n integer;
  renamed text;
begin
  for twin in
    select c.id, c.name from companies c where c.deleted_at is null and exists (
      select from companies o where o.deleted_at is null and o.id < c.id
        and left(normal_form(o.name), 400) = left(normal_form(c.name), 400)) order by c.id
  loop
    n := 1;
    loop
      n := n + 1;
      renamed := left(twin.name, 190) || ' (' || n || ')';
      exit when not exists (select from companies o where o.deleted_at is null
        and left(normal_form(o.name), 400) = left(normal_form(renamed), 400));
    end loop;
    update companies set name = renamed, version = version + 1 where id = twin.id;
    set local role mouse_system;
    insert into history (id, act, actor_id, company_id, changes)
      values (gen_random_uuid(), 'changed', null, twin.id, jsonb_build_object('name', jsonb_build_array(twin.name, renamed)));
    reset role;
  end loop;
end $$;
drop index companies_twins;
alter table companies
  drop column name_key,
  drop column search_text,
  -- Cut, so that it always fits into an index entry.
  add column name_key text collate "C" not null generated always as (left(normal_form(name), 400)) stored,
  -- Begins and ends with a blank, as each word is sought by its own.
  add column search_text text not null generated always as (
    ' ' || normal_form(name || ' ' || coalesce(legal_name, '') || ' ' || coalesce(domain, '') || ' '
      || coalesce(regexp_replace(website, '^https?://(www\.)?', '', 'i'), '')) || ' ') stored;
create unique index companies_name on companies (name_key) where deleted_at is null;
create index companies_merged_name on companies (name_key) where merged_into_id is not null;
create index companies_trash_name on companies (name_key) where deleted_at is not null;
-- A website's host is a hint that two are one; many share one.
create index companies_domain on companies (domain) where deleted_at is null and domain is not null;
create index companies_by_name on companies (name collate "und-x-icu", id) where deleted_at is null;
create index companies_words on companies using gin (search_text gin_trgm_ops) where deleted_at is null;
create index companies_search on companies using gin (name_key gin_trgm_ops);

-- Contacts. A name is found in either order, with a blank between its parts and without.

drop trigger contact_points_text on contact_points;
alter table contact_points
  drop column value_key,
  -- What makes two of them the same.
  add column value_key text collate "C" not null generated always as (case kind when 'phone' then phone_key(value) else address_key(value) end) stored,
  -- What ways to write one have in common: a phone may stand with its country's code or without.
  add column like_key text collate "C" not null generated always as (case kind when 'phone' then phone_number(value) else address_key(value) end) stored;
create index contact_points_like on contact_points (like_key);

create or replace function keep_points_text() returns trigger language plpgsql as $$
begin
  -- Both, where a merge moves one from a contact to another.
  update contacts c set points_text = coalesce((
    select left(string_agg(case p.kind when 'phone' then p.value_key else normal_form(p.value) end, ' ' order by p.kind, p.position, p.id), 1000)
    from contact_points p where p.contact_id = c.id), '')
  where c.id in (old.contact_id, new.contact_id);
  return null;
end $$;
update contacts c set points_text = coalesce((
  select left(string_agg(case p.kind when 'phone' then p.value_key else normal_form(p.value) end, ' ' order by p.kind, p.position, p.id), 1000)
  from contact_points p where p.contact_id = c.id), '');
create trigger contact_points_text after insert or update or delete on contact_points
  for each row execute function keep_points_text();

alter table contacts
  drop column name_key,
  drop column search_text,
  add column name_key text collate "C" not null generated always as (left(normal_form(coalesce(last_name, '') || ' ' || first_name), 400)) stored,
  -- As the list is sorted: by ICU, which knows where an accented letter belongs.
  add column sort_name text collate "und-x-icu" not null generated always as (coalesce(last_name || ' ', '') || first_name) stored,
  add column search_text text not null generated always as (
    ' ' || left(normal_form(first_name || ' ' || coalesce(last_name, '') || ' ' || coalesce(title, '')), 800) || ' '
      || coalesce(left(normal_form(replace(last_name || first_name || last_name, ' ', '')), 400) || ' ', '')
      || points_text || ' ') stored;
create index contacts_by_name on contacts (sort_name, id) where deleted_at is null;
drop index contacts_by_work;
create index contacts_by_work on contacts ((coalesce(title, replace(role, '_', ' '), U&'\FFFF') collate "und-x-icu"), id) where deleted_at is null;
create index contacts_name_key on contacts (name_key, id) where deleted_at is null;
create index contacts_words on contacts using gin (search_text gin_trgm_ops) where deleted_at is null;

-- Tags of one name by now become one.

set local role mouse_system;
insert into taggings (id, user_id, tag_id, inventory_item_id, company_id, contact_id)
  select gen_random_uuid(), g.user_id, w.kept, g.inventory_item_id, g.company_id, g.contact_id
  from taggings g join (
    select t.id, first_value(t.id) over (partition by t.scope, normal_form(t.name) order by t.id) as kept from tags t) w on w.id = g.tag_id
  where w.kept <> w.id on conflict do nothing;
delete from tags t using tags o where o.scope = t.scope and o.id < t.id and normal_form(o.name) = normal_form(t.name);
reset role;
alter table tags
  drop column name_key,
  add column name_key text collate "C" not null generated always as (left(normal_form(name), 400)) stored,
  add constraint tags_name unique (scope, name_key);

-- Items

alter table inventory_items
  drop column name_key,
  drop column brand_key,
  drop column search_text,
  add column name_key text collate "C" not null generated always as (left(normal_form(name), 400)) stored,
  add column brand_key text collate "C" not null generated always as (left(normal_form(coalesce(brand, '')), 400)) stored,
  add column sort_brand text collate "und-x-icu" not null generated always as (coalesce(brand, '')) stored,
  -- Cut, so that it always fits into an index entry (2,704 bytes). What identifies an item goes first: only prose is ever cut.
  add column search_text text not null generated always as (
    ' ' || left(normal_form(coalesce(serial, '') || ' ' || coalesce(sku, '') || ' ' || coalesce(asin, '') || ' ' || coalesce(order_number, '') || ' '
      || name || ' ' || coalesce(brand, '') || ' ' || coalesce(model, '') || ' ' || coalesce(location, '')), 640) || ' ') stored;
create index inventory_by_name on inventory_items (user_id, name collate "und-x-icu", id) where deleted_at is null;
create index inventory_by_brand on inventory_items (user_id, sort_brand, id) where deleted_at is null;
create index inventory_words on inventory_items (user_id, id) include (search_text) where deleted_at is null;
