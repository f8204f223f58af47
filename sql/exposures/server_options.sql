-- Options of foreign data wrappers, servers, tables and columns.
select 'foreign data wrapper ' || fdwname, array_to_string(fdwoptions, ' '), array['create foreign data wrapper'], array[fdwname]
from pg_catalog.pg_foreign_data_wrapper where fdwoptions is not null
union all
select 'server ' || srvname, array_to_string(srvoptions, ' '), array['create server'], array[srvname]
from pg_catalog.pg_foreign_server where srvoptions is not null
union all
select 'foreign table ' || t.ftrelid::regclass::text, array_to_string(t.ftoptions, ' '),
  array['create foreign table', 'import foreign schema'], array[c.relname]
from pg_catalog.pg_foreign_table t join pg_catalog.pg_class c on c.oid = t.ftrelid where t.ftoptions is not null
union all
select 'foreign column ' || a.attrelid::regclass::text || '.' || a.attname, array_to_string(a.attfdwoptions, ' '),
  array['create foreign table', 'import foreign schema'], array[c.relname, a.attname]
from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid where a.attfdwoptions is not null
