-- Defaults and generation expressions.
select 'default of ' || d.adrelid::regclass::text || '.' || a.attname, pg_catalog.pg_get_expr(d.adbin, d.adrelid),
  array['create table', 'alter table'], array[c.relname, a.attname]
from pg_catalog.pg_attrdef d
join pg_catalog.pg_class c on c.oid = d.adrelid
join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
