select n.oid, n.nspname, n.nspowner, n.nspacl, d.description
from pg_catalog.pg_namespace n
left join pg_catalog.pg_description d on d.objoid = n.oid and d.classoid = 'pg_catalog.pg_namespace'::regclass
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by n.nspname collate "C"
