-- What is due and what stands in the calendar are read by their days: of reviews, those that are still wanted have an index of
-- their own, since almost all of a long list are behind one.
create index inventory_reviews on inventory_items (user_id, review_due_on) where deleted_at is null and review_due_on is not null;
create index inventory_reviews_open on inventory_items (user_id, review_due_on)
  where deleted_at is null and review_due_on is not null and review_state not in ('published', 'not_required')
    and state in ('received', 'in_review', 'kept', 'listed');
create index inventory_returns on inventory_items (user_id, return_due_on)
  where deleted_at is null and return_due_on is not null and source = 'loaner';
create index inventory_resale on inventory_items (user_id, resale_allowed_from)
  where deleted_at is null and resale_allowed_from is not null;
