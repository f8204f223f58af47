-- What other sessions run, as this role may see it.
select 'activity of another session', query from pg_catalog.pg_stat_activity where pid <> pg_backend_pid() and query <> ''
