-- The calendar reads the days of a month, and a feed all of its year: without these, every row that somebody has. No `coalesce` in an
-- expression: under a policy Postgres asks an index for nothing that might tell of rows one may not see, and takes it for that.
create index collab_deliverables_drafts on collab_deliverables (user_id, draft_due_on) where draft_due_on is not null;
create index collab_deliverables_approvals on collab_deliverables (user_id, approval_due_on) where approval_due_on is not null;
create index collab_deliverables_live on collab_deliverables
  (user_id, (case when state in ('live', 'verified') and went_live_on is not null then went_live_on else live_on end));
create index collab_payments_days on collab_payments
  (user_id, (case when paid_amount >= amount and paid_on is not null then paid_on else due_on end));
