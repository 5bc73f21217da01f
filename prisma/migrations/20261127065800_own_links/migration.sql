-- How a programme makes links of one's own: parameters to add, or an address with the place of the link in it.
alter table affiliate_programmes add column link_pattern text check (char_length(link_pattern) between 1 and 500);
