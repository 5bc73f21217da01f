-- Which whole numbers are amounts of money, in the smallest unit of a currency, and which are rates, in hundredths of a per cent: an
-- export of one's own is read from the tables themselves, and says them as people write them. Where a row has no currency, it is that
-- of the record that it belongs to.
comment on column inventory_items.fair_market_value is 'amount';
comment on column inventory_items.cash_price is 'amount';
comment on column inventory_items.cash_tax is 'amount';
comment on column inventory_items.inbound_shipping is 'amount';
comment on column inventory_items.asking_price is 'amount';
comment on column inventory_items.sale_price is 'amount';
comment on column inventory_items.buyer_shipping is 'amount';
comment on column inventory_items.marketplace_fee is 'amount';
comment on column inventory_items.payment_fee is 'amount';
comment on column inventory_items.outbound_shipping is 'amount';
comment on column inventory_items.packaging is 'amount';
comment on column inventory_items.refund is 'amount';
comment on column deals.amount is 'amount';
comment on column collabs.fee is 'amount';
comment on column collabs.in_kind_value is 'amount';
comment on column tax_year_rows.amount is 'amount';
comment on column tax_year_rows.net is 'amount';
comment on column tax_year_rows.basis is 'amount';
comment on column tax_year_rows.gain is 'amount';
comment on column payer_forms.amount is 'amount';
comment on column payer_forms.explained is 'amount';
comment on column affiliate_programmes.minimum_payout is 'amount';
comment on column affiliate_months.sales_amount is 'amount';
comment on column affiliate_months.commission is 'amount';
comment on column affiliate_months.bounties is 'amount';
comment on column affiliate_months.adjustments is 'amount';
comment on column affiliate_months.paid_amount is 'amount';
comment on column deal_offers.amount is 'amount of deals by deal_id';
comment on column collab_payments.amount is 'amount of collabs by collab_id';
comment on column collab_payments.paid_amount is 'amount of collabs by collab_id';
comment on column collabs.commission_rate is 'rate';
comment on column affiliate_programmes.base_rate is 'rate';
