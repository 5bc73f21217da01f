-- When an account goes that its person asked to have deleted; a login before that takes it back.
alter table users add column deletion_due_at timestamptz(3);
create index users_deletion_due on users (deletion_due_at) where deletion_due_at is not null;

-- A mail to somebody who has no account, or none any more, is nobody's: the system alone sees it.
alter table mails alter column user_id drop not null;
