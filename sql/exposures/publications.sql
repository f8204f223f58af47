-- Row filters of publications.
select 'publication of ' || prrelid::regclass::text, pg_catalog.pg_get_expr(prqual, prrelid)
from pg_catalog.pg_publication_rel where prqual is not null
