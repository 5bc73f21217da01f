-- Which reminders of tasks a person wants by mail, and the day of their last morning's mail, on their own calendar.
alter table users
  add column reminder_mail text not null default 'none' check (reminder_mail in ('each', 'daily', 'none')),
  add column morning_mail_on date;
create index users_morning_mail on users (id) where reminder_mail = 'daily';
