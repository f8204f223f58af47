-- Security labels.
select 'security label on ' || pg_catalog.pg_describe_object(classoid, objoid, objsubid), label from pg_catalog.pg_seclabel
