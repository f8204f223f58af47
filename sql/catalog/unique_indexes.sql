select c.relname, i.indrelid, i.indkey, i.indnkeyatts, i.indisprimary,
  case when i.indpred is not null then pg_catalog.pg_get_expr(i.indpred, i.indrelid) end,
  pg_catalog.pg_get_indexdef(i.indexrelid)
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where i.indisunique and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by n.nspname collate "C", c.relname collate "C"
