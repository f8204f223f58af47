select t.tgname, t.tgrelid, t.tgfoid, t.tgenabled <> 'D', t.tgtype, pg_catalog.pg_get_triggerdef(t.oid)
from pg_catalog.pg_trigger t
join pg_catalog.pg_class c on c.oid = t.tgrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where not t.tgisinternal
order by n.nspname collate "C", c.relname collate "C", t.tgname collate "C"
