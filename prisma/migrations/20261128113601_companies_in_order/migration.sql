-- Contacts are listed by the name of where they work by walking companies in this order, those in the trash too, which contacts still name.
create index companies_in_order on companies (name collate "und-x-icu", id);
