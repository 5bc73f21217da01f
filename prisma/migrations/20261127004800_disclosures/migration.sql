-- Why a deliverable went live though items of its disclosure were open.
alter table collab_deliverables add column live_reason text check (char_length(live_reason) between 1 and 500);
create index collab_deliverables_out on collab_deliverables (user_id, (coalesce(went_live_on, '-infinity'::date)), id) where state in ('live', 'verified');

-- A file that is a proof carries its owner in the key.
alter table attachments add constraint attachments_user unique (user_id, id);

-- An item of a deliverable’s disclosure that was ticked: by whom, when, under which rules, and by what it is proven. One that was
-- taken back stays as what happened. They go with their deliverable.
create table collab_disclosures (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default app_user_id() references users (id) on delete cascade,
  collab_id uuid not null,
  deliverable_id uuid not null,
  rule text not null,
  rules_version text not null,
  ticked_at timestamptz(3) not null default now(),
  ticked_by uuid default app_user_id() references users (id) on delete set null,
  taken_back_at timestamptz(3),
  taken_back_by uuid references users (id) on delete set null,
  proof_link text check (char_length(proof_link) <= 2000),
  file_id uuid,
  place text check (char_length(place) <= 500),
  foreign key (user_id, collab_id) references collabs (user_id, id) on delete cascade,
  foreign key (user_id, deliverable_id) references collab_deliverables (user_id, id) on delete cascade,
  foreign key (user_id, file_id) references attachments (user_id, id) on delete set null (file_id)
);
create unique index collab_disclosures_one on collab_disclosures (user_id, deliverable_id, rule) where taken_back_at is null;
create index collab_disclosures_of on collab_disclosures (user_id, collab_id);
create index collab_disclosures_of_deliverable on collab_disclosures (user_id, deliverable_id);
create index collab_disclosures_file on collab_disclosures (user_id, file_id) where file_id is not null;

alter table collab_disclosures enable row level security, force row level security;
create policy own on collab_disclosures to mouse_app using (user_id = app_user_id()) with check (user_id = app_user_id());
create policy system on collab_disclosures to mouse_system using (true) with check (true);
grant select, insert, update, delete on collab_disclosures to mouse_app, mouse_system;
