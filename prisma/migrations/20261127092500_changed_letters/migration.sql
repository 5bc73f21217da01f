-- A mail whose text was changed for its contact reads otherwise than the version of the template that it names.
alter table template_sends add column is_changed boolean not null default false;
