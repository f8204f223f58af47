-- Every spelling of a type with a modifier that some column uses: character varying(20), numeric(12,2).
select t.atttypid, t.atttypmod, pg_catalog.format_type(t.atttypid, t.atttypmod)
from (
  select a.atttypid, a.atttypmod
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid = a.attrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where a.attnum > 0 and not a.attisdropped and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  group by a.atttypid, a.atttypmod
) t
