-- CHECK and other constraints, with the literals in them.
select 'constraint ' || conname || ' on ' || coalesce(nullif(conrelid, 0)::regclass::text, 'a domain'),
  pg_catalog.pg_get_constraintdef(oid)
from pg_catalog.pg_constraint where oid >= 16384
