-- ev_action is the parsed query: its target list names the table and column that each output column comes from.
select r.ev_class, pg_catalog.pg_get_viewdef(r.ev_class), r.ev_action
from pg_catalog.pg_rewrite r
join pg_catalog.pg_class c on c.oid = r.ev_class
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('v', 'm') and r.rulename = '_RETURN' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
