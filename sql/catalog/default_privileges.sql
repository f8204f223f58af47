select d.defaclrole, n.nspname, d.defaclobjtype, d.defaclacl
from pg_catalog.pg_default_acl d
left join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace
order by d.defaclrole, n.nspname collate "C", d.defaclobjtype
