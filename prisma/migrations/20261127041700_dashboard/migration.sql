-- The figures of the dashboard are counted from indexes that hold all they are made of: a person's rows lie far apart in the tables.
create index inventory_figures on inventory_items (user_id, state, currency) include (cash_cost, counted_income, asking_price)
  where deleted_at is null;
create index inventory_sold on inventory_items (user_id, sold_on)
  include (currency, state, net_proceeds, cash_profit, taxable_gain, refund, refunded_on)
  where deleted_at is null and state in ('sold', 'refunded') and sold_on is not null;
create index inventory_refunds on inventory_items (user_id, refunded_on) include (currency, sold_on, refund)
  where deleted_at is null and state in ('sold', 'refunded') and refund > 0;
create index inventory_in_kind on inventory_items (user_id, received_on) include (currency, counted_income)
  where deleted_at is null and source in ('review_unit', 'in_kind_payment') and state <> 'cancelled' and received_on is not null;
-- Reviews that are wanted count also where no day is given for them.
drop index inventory_reviews_open;
create index inventory_reviews_open on inventory_items (user_id, review_due_on)
  where deleted_at is null and review_state not in ('published', 'not_required') and state in ('received', 'in_review', 'kept', 'listed');
create index inventory_loaners_here on inventory_items (user_id, return_due_on)
  where deleted_at is null and source = 'loaner' and state in ('received', 'in_review', 'reviewed', 'kept', 'listed');
create index collab_payments_paid on collab_payments (user_id, paid_on) include (collab_id, paid_amount)
  where paid_amount > 0 and paid_on is not null;
create index collab_payments_open on collab_payments (user_id, due_on) include (collab_id, amount, paid_amount, invoiced_on)
  where paid_amount is null or paid_amount < amount;
-- What a person did to records that all share.
create index history_common_by on history (actor_id, at) where user_id is null;

-- How a person has arranged the cards of their dashboard: all in their order, and those that are not shown. Who has no row has the order
-- of the beginning; a card that is on neither list came later.
create table dashboard_layouts (
  user_id uuid primary key default app_user_id() references users (id) on delete cascade,
  cards text[] not null,
  hidden text[] not null default '{}'
);
alter table dashboard_layouts enable row level security, force row level security;
create policy own on dashboard_layouts to mouse_app using (user_id = app_user_id()) with check (user_id = app_user_id());
create policy system on dashboard_layouts to mouse_system using (true) with check (true);
grant select, insert, update, delete on dashboard_layouts to mouse_app, mouse_system;
