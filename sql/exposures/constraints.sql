-- CHECK and other constraints, with the literals in them.
select 'constraint ' || c.conname || ' on ' || coalesce(nullif(c.conrelid, 0)::regclass::text, 'a domain'),
  pg_catalog.pg_get_constraintdef(c.oid), array['create table', 'alter table', 'create domain', 'alter domain'],
  array[c.conname, coalesce(r.relname, t.typname)]
from pg_catalog.pg_constraint c
left join pg_catalog.pg_class r on r.oid = c.conrelid
left join pg_catalog.pg_type t on t.oid = c.contypid
where c.oid >= 16384
