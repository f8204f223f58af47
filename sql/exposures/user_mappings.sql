-- User mappings as this role may see them.
select 'user mapping of ' || usename || ' on ' || srvname, array_to_string(umoptions, ' '),
  array['create user mapping'], array[srvname]
from pg_catalog.pg_user_mappings where umoptions is not null
