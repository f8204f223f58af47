-- The bits of pg_relation_is_updatable are asked for only where the kind alone does not decide.
select c.oid, n.nspname, c.relname, c.relkind, c.relowner, c.reltype, c.relispartition, c.relrowsecurity,
  c.relforcerowsecurity, c.reloptions, c.relacl, d.description, c.reltuples,
  case when c.relkind = 'v' or c.relkind = 'f' and exists (
    select from pg_catalog.pg_foreign_data_wrapper w where w.oid = s.srvfdw and w.fdwhandler <> 0
  ) then pg_catalog.pg_relation_is_updatable(c.oid, true) end, x.extname, s.srvname
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_description d
  on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::regclass and d.objsubid = 0
left join pg_catalog.pg_depend p
  on p.objid = c.oid and p.classid = 'pg_catalog.pg_class'::regclass and p.objsubid = 0 and p.deptype = 'e'
left join pg_catalog.pg_extension x on x.oid = p.refobjid
left join pg_catalog.pg_foreign_table f on f.ftrelid = c.oid
left join pg_catalog.pg_foreign_server s on s.oid = f.ftserver
where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by n.nspname collate "C", c.relname collate "C"
