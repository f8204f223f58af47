-- Triggers with their arguments: a webhook's headers stand there.
select 'trigger ' || tgname || ' on ' || tgrelid::regclass::text, pg_catalog.pg_get_triggerdef(oid)
from pg_catalog.pg_trigger where not tgisinternal
