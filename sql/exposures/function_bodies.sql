-- The source of every function, whoever may call it; one written as `begin atomic` has it parsed only.
select 'function ' || p.oid::regprocedure::text, concat_ws(' ', p.prosrc, pg_catalog.pg_get_function_sqlbody(p.oid)),
  array['create function'], array[p.proname]
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where n.nspname not in ('pg_catalog', 'information_schema') and p.prolang <> 12
