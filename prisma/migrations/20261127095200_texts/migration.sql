-- What the people who run the server say in the place of a standard text. Read by visitors too, through the system's door alone.
create table site_texts (
  name text primary key check (name in ('privacy', 'terms')),
  version integer not null default 1,
  body text not null check (body <> '' and length(body) <= 20000),
  updated_at timestamptz(3) not null default now(),
  updated_by uuid
);
grant select, insert, update, delete on site_texts to mouse_system;
