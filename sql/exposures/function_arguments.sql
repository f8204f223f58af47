-- Defaults of functions' parameters.
select 'function ' || oid::regprocedure::text, pg_catalog.pg_get_function_arguments(oid),
  array['create function'], array[proname]
from pg_catalog.pg_proc where pronargdefaults > 0 and oid >= 16384
