-- How a person's numbers and dates are written, and when they last chose a password; unknown where that was before this column.
alter table users
  add column locale text not null default 'en' check (char_length(locale) <= 35),
  add column password_changed_at timestamptz(3);
