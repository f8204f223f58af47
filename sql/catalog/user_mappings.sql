-- The view shows options only to those who may see them; the table itself is closed to everyone but superusers.
select m.srvname, m.umuser, m.umoptions
from pg_catalog.pg_user_mappings m
order by m.srvname collate "C", m.umuser
