-- Not-null constraints, catalogued since Postgres 18, are left to attnotnull.
select c.oid, c.conname, c.contype, c.conrelid, c.contypid, c.conkey, c.confrelid, c.confkey, c.conparentid,
  c.condeferrable, c.convalidated, pg_catalog.pg_get_constraintdef(c.oid)
from pg_catalog.pg_constraint c
join pg_catalog.pg_namespace n on n.oid = c.connamespace
where c.contype in ('p', 'u', 'f', 'c', 'x') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by n.nspname collate "C", c.conname collate "C", c.oid
