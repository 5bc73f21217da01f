-- The rows of a long act in a column of their own: `detail` was read whole, up to 40 MB, for each chunk of rows and each look at
-- how far it is.

alter table batches add column ids uuid[];
-- To compress random ids is work for nothing.
alter table batches alter column ids set storage external;
-- To the tables' owner all rows are hidden.
set local role mouse_system;
update batches set
  ids = (select array_agg(i.id::uuid order by i.place) from jsonb_array_elements_text(detail -> 'ids') with ordinality i(id, place)),
  detail = detail - 'ids'
where detail ? 'ids';
reset role;

-- Who carries a tag is counted from the index alone, as the policy also asks for the owner.
drop index taggings_tag;
create index taggings_tag on taggings (scope, tag_id, inventory_item_id, company_id, contact_id) include (user_id);

-- A file that goes for good is looked for among the logos.
create index companies_by_logo on companies (logo_id) where logo_id is not null;
