-- Mails of one person to another: in their name, answered to their own address, and sent later where many are spread over hours.
alter table mails
  add column from_name text check (char_length(from_name) between 1 and 200),
  add column reply_to text check (char_length(reply_to) between 3 and 254),
  add column send_after timestamptz(3);
