-- User mappings as this role may see them.
select 'user mapping of ' || usename || ' on ' || srvname, array_to_string(umoptions, ' ')
from pg_catalog.pg_user_mappings where umoptions is not null
