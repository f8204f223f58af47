select x.extname, n.nspname, x.extversion
from pg_catalog.pg_extension x
join pg_catalog.pg_namespace n on n.oid = x.extnamespace
order by x.extname collate "C"
