-- Options of foreign servers and of foreign tables.
select 'server ' || srvname, array_to_string(srvoptions, ' ') from pg_catalog.pg_foreign_server where srvoptions is not null
union all
select 'foreign table ' || ftrelid::regclass::text, array_to_string(ftoptions, ' ')
from pg_catalog.pg_foreign_table where ftoptions is not null
