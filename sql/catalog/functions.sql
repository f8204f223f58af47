-- Of pg_catalog only what accepts the row of any relation: PostgREST lets a client name such functions as columns.
select p.oid, n.nspname, p.proname, p.prokind, p.proowner, l.lanname, p.prorettype, p.proretset, p.provolatile,
  p.prosecdef, p.proisstrict, p.proleakproof, p.proconfig, p.prorows, p.proargtypes, p.proallargtypes, p.proargmodes,
  p.proargnames, p.pronargdefaults, p.proacl,
  case
    when n.nspname <> 'pg_catalog' then coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc)
  end, d.description, x.extname
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
join pg_catalog.pg_language l on l.oid = p.prolang
left join pg_catalog.pg_description d on d.objoid = p.oid and d.classoid = 'pg_catalog.pg_proc'::regclass
left join pg_catalog.pg_depend e
  on e.objid = p.oid and e.classid = 'pg_catalog.pg_proc'::regclass and e.deptype = 'e'
left join pg_catalog.pg_extension x on x.oid = e.refobjid
left join pg_catalog.pg_aggregate g on g.aggfnoid = p.oid
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  or n.nspname = 'pg_catalog' and (p.prokind = 'f' or g.aggkind = 'n')
    and p.pronargs > 0 and p.pronargs - p.pronargdefaults <= 1
    and p.proargtypes[0] in (
      select t.oid from pg_catalog.pg_type t
      where t.typnamespace = 'pg_catalog'::regnamespace and t.typname in
        ('record', 'any', 'anyelement', 'anynonarray', 'anycompatible', 'anycompatiblenonarray'))
order by n.nspname collate "C", p.proname collate "C", p.oid
