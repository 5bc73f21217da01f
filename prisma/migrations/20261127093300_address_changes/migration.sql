-- An address that somebody wants for their account: the link that goes there, which is there as long as the wish is.
alter table mail_links drop constraint mail_links_purpose_check;
alter table mail_links add constraint mail_links_purpose_check
  check (purpose in ('password_reset', 'verification', 'address_change'));
-- How many mails with such a link an address was sent of late.
create index mails_to_address on mails (to_address, written_at);
