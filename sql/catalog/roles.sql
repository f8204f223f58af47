select r.oid, r.rolname, r.rolsuper, r.rolbypassrls, r.rolinherit, r.rolcanlogin, r.rolcreaterole, r.rolcreatedb,
  r.rolreplication, r.rolconfig
from pg_catalog.pg_roles r
order by r.rolname collate "C"
