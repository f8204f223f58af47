-- ALTER ROLE … SET and ALTER DATABASE … SET.
select 'setting of ' || coalesce(nullif(setrole, 0)::regrole::text, 'every role'), array_to_string(setconfig, ' ')
from pg_catalog.pg_db_role_setting
