-- A feed tells what was deleted too, as cancelled: its days are found by these, which lists use as well.
drop index inventory_reviews, inventory_returns, inventory_resale;
create index inventory_reviews on inventory_items (user_id, review_due_on) where review_due_on is not null;
create index inventory_returns on inventory_items (user_id, return_due_on) where return_due_on is not null;
create index inventory_resale on inventory_items (user_id, resale_allowed_from) where resale_allowed_from is not null;

-- What a feed is tagged by, the last that its person did, is read from the index alone.
drop index history_owner_at;
create index history_owner_at on history (user_id, at) include (id, template_id);
