-- Defaults of domains and of base types.
select 'default of type ' || oid::regtype::text, typdefault,
  array['create domain', 'create type', 'alter domain', 'alter type'], array[typname]
from pg_catalog.pg_type where typdefault is not null and oid >= 16384
