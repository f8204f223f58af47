-- Large objects that were granted to this role, or are its own.
select 'large objects', encode(pg_catalog.lo_get(m.oid), 'escape')
from pg_catalog.pg_largeobject_metadata m
where pg_has_role(m.lomowner, 'USAGE') or exists (
  select from pg_catalog.aclexplode(m.lomacl) a
  where a.privilege_type = 'SELECT' and (a.grantee = 0 or pg_has_role(a.grantee, 'USAGE')))
