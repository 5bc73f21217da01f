-- The deals that were closed in some days are counted from this alone.
create index deals_closed on deals (user_id, closed_on) include (stage_id, currency, amount, first_contact_on, created_at)
  where deleted_at is null and closed_on is not null;
