-- The source of every function, whoever may call it.
select 'function ' || p.oid::regprocedure::text, p.prosrc
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where n.nspname not in ('pg_catalog', 'information_schema') and p.prolang <> 12
