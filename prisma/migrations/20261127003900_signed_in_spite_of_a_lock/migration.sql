-- Why a collab was signed though a day of it lies in an older exclusivity.
alter table collabs add column lock_reason text check (char_length(lock_reason) between 1 and 500);
-- How many deliverables a person wants to have live in a week; none: as many as come.
alter table users add column weekly_deliverables integer check (weekly_deliverables between 1 and 99);
