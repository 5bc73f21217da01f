-- What came in kind is counted by its state too: with it the sums are read from the index alone.
drop index inventory_in_kind;
create index inventory_in_kind on inventory_items (user_id, received_on) include (currency, counted_income, state)
  where deleted_at is null and source in ('review_unit', 'in_kind_payment') and state <> 'cancelled' and received_on is not null;

-- What is due reads the few rows that are open, by their days.
create index collabs_at_work on collabs (user_id, id) where deleted_at is null and state not in ('completed', 'cancelled');
create index collab_deliverables_kept on collab_deliverables (user_id, keep_until) where keep_until is not null;
create index deals_next_step on deals (user_id, next_step_on)
  where deleted_at is null and next_step is not null and next_step_on is not null;
create index deals_expected on deals (user_id, expected_on) where deleted_at is null and expected_on is not null;
