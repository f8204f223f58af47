-- SET clauses of functions.
select 'function ' || oid::regprocedure::text, array_to_string(proconfig, ' '), array['create function'], array[proname]
from pg_catalog.pg_proc where proconfig is not null and oid >= 16384
