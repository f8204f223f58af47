-- Triggers with their arguments: a webhook's headers stand there.
select 'trigger ' || t.tgname || ' on ' || t.tgrelid::regclass::text, pg_catalog.pg_get_triggerdef(t.oid),
  array['create trigger'], array[t.tgname, c.relname]
from pg_catalog.pg_trigger t join pg_catalog.pg_class c on c.oid = t.tgrelid
where not t.tgisinternal
