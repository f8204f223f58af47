-- Index definitions, whose expressions and predicates hold literals.
select 'index ' || indexrelid::regclass::text, pg_catalog.pg_get_indexdef(indexrelid)
from pg_catalog.pg_index where indexrelid >= 16384
