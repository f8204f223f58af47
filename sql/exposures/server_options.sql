-- Options of foreign data wrappers, servers, tables and columns.
select 'foreign data wrapper ' || fdwname, array_to_string(fdwoptions, ' ')
from pg_catalog.pg_foreign_data_wrapper where fdwoptions is not null
union all
select 'server ' || srvname, array_to_string(srvoptions, ' ') from pg_catalog.pg_foreign_server where srvoptions is not null
union all
select 'foreign table ' || ftrelid::regclass::text, array_to_string(ftoptions, ' ')
from pg_catalog.pg_foreign_table where ftoptions is not null
union all
select 'foreign column ' || attrelid::regclass::text || '.' || attname, array_to_string(attfdwoptions, ' ')
from pg_catalog.pg_attribute where attfdwoptions is not null
