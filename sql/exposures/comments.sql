-- Comments on anything in the database, and on shared objects.
select 'comment on ' || pg_catalog.pg_describe_object(classoid, objoid, objsubid), description
from pg_catalog.pg_description where objoid >= 16384
union all
select 'comment on a shared object', description from pg_catalog.pg_shdescription where objoid >= 16384
