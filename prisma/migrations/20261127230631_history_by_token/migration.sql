-- By which API token a change came, as it was called then: whoever writes for a program has set both.
alter table history add column token_id uuid, add column token_name text;
alter table history
  alter column token_id set default nullif(current_setting('app.token_id', true), '')::uuid,
  alter column token_name set default nullif(current_setting('app.token_name', true), '');

alter table batches add column token_id uuid, add column token_name text;
alter table batches
  alter column token_id set default nullif(current_setting('app.token_id', true), '')::uuid,
  alter column token_name set default nullif(current_setting('app.token_name', true), '');
