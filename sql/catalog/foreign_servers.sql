select s.oid, s.srvname, w.fdwname, s.srvowner, s.srvoptions, s.srvacl
from pg_catalog.pg_foreign_server s
join pg_catalog.pg_foreign_data_wrapper w on w.oid = s.srvfdw
order by s.srvname collate "C"
