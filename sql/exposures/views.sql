-- The queries of views and materialized views.
select 'view ' || oid::regclass::text, pg_catalog.pg_get_viewdef(oid),
  array['create view', 'create materialized view'], array[relname]
from pg_catalog.pg_class where relkind in ('v', 'm') and oid >= 16384
