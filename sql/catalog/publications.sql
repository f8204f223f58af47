select p.pubname, p.pubowner, p.puballtables, (
  select pg_catalog.array_agg(c.oid order by t.schemaname collate "C", t.tablename collate "C")
  from pg_catalog.pg_publication_tables t
  join pg_catalog.pg_namespace n on n.nspname = t.schemaname
  join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = t.tablename
  where t.pubname = p.pubname)
from pg_catalog.pg_publication p
order by p.pubname collate "C"
