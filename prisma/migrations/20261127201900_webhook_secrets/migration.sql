-- The secret of before, which holds for a day beside a new one.
alter table webhooks
  add column sealed_before text,
  add column renewed_at timestamptz(3),
  add check ((sealed_before is null) = (renewed_at is null));
