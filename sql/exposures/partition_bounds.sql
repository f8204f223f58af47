-- Bounds of partitions, which are values of their rows.
select 'partition ' || oid::regclass::text, pg_catalog.pg_get_expr(relpartbound, oid)
from pg_catalog.pg_class where relpartbound is not null
