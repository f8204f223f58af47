select s.setrole, s.setdatabase <> 0, s.setconfig
from pg_catalog.pg_db_role_setting s
where s.setdatabase in (0, (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()))
order by s.setdatabase, s.setrole
