-- A deliverable that was removed comes back by Undo under its own id, and with it what was ticked. They go with their collab.
alter table collab_disclosures drop constraint collab_disclosures_user_id_deliverable_id_fkey;
