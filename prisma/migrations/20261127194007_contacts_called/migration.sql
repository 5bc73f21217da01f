-- People are named by how they are called, and the rows of a table name hundreds of them at once.
create index contacts_called on contacts (normal_form(name)) where deleted_at is null;
