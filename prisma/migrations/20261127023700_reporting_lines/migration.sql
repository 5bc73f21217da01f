-- From what a payer must report to the tax office what it paid somebody in a year: data that admins keep, with its source. A line
-- holds from its first year until the year before the next one of its currency.
create table reporting_lines (
  id uuid primary key default gen_random_uuid(),
  version integer not null default 1,
  country text not null check (country ~ '^[A-Z]{2}$'),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  from_year integer not null check (from_year between 1900 and 2199),
  amount integer not null check (amount between 0 and 1000000000),
  source text not null check (char_length(source) between 1 and 500),
  source_link text,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  updated_by uuid references users (id) on delete set null,
  constraint reporting_lines_year unique (currency, from_year)
);
grant select on reporting_lines to mouse_app;
grant select, insert, update, delete on reporting_lines to mouse_system;

insert into reporting_lines (country, currency, from_year, amount, source, source_link) values
  ('US', 'USD', 1954, 60000, 'Internal Revenue Code, sections 6041(a) and 6041A(a), as they stood until 2025', 'https://www.law.cornell.edu/uscode/text/26/6041'),
  ('US', 'USD', 2026, 200000, 'Public Law 119-21, section 70433: payments made after 31 December 2025, adjusted for inflation from 2027 on', 'https://www.congress.gov/bill/119th-congress/house-bill/1/text');
