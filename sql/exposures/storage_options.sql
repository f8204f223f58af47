-- Options of relations, columns, tablespaces and text search dictionaries.
select 'options of ' || oid::regclass::text, array_to_string(reloptions, ' ')
from pg_catalog.pg_class where reloptions is not null and oid >= 16384
union all
select 'options of ' || attrelid::regclass::text || '.' || attname, array_to_string(attoptions, ' ')
from pg_catalog.pg_attribute where attoptions is not null
union all
select 'options of dictionary ' || dictname, dictinitoption
from pg_catalog.pg_ts_dict where dictinitoption is not null and oid >= 16384
