-- Index definitions, whose expressions and predicates hold literals.
select 'index ' || i.indexrelid::regclass::text, pg_catalog.pg_get_indexdef(i.indexrelid),
  array['create index'], array[c.relname]
from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
where i.indexrelid >= 16384
