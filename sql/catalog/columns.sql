-- The type's printed name is joined in by the program: format_type for every column costs more than the rest.
select a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.attidentity, a.attgenerated,
  case
    when a.attidentity <> '' then (
      select pg_catalog.format('nextval(%s)', pg_catalog.quote_literal(sn.nspname || '.' || sc.relname))
      from pg_catalog.pg_depend p
      join pg_catalog.pg_class sc on sc.oid = p.objid and sc.relkind = 'S'
      join pg_catalog.pg_namespace sn on sn.oid = sc.relnamespace
      where p.refclassid = 'pg_catalog.pg_class'::regclass and p.refobjid = a.attrelid and p.refobjsubid = a.attnum
        and p.deptype = 'i')
    when a.atthasdef then pg_catalog.pg_get_expr(e.adbin, e.adrelid)
  end,
  a.attacl, d.description
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attrdef e on e.adrelid = a.attrelid and e.adnum = a.attnum
left join pg_catalog.pg_description d
  on d.objoid = a.attrelid and d.classoid = 'pg_catalog.pg_class'::regclass and d.objsubid = a.attnum
where a.attnum > 0 and not a.attisdropped
  and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by a.attrelid, a.attnum
