-- Comments on anything in the database, and on shared objects.
select 'comment on ' || pg_catalog.pg_describe_object(classoid, objoid, objsubid), description, array['comment on'],
  case
    when t.oid is not null then array[t.typname::text]
    when cardinality(a.object_names) > 1 then a.object_names[2:]
    else a.object_names
  end
from pg_catalog.pg_description
cross join lateral pg_catalog.pg_identify_object_as_address(classoid, objoid, objsubid) a
left join pg_catalog.pg_type t on classoid = 'pg_catalog.pg_type'::regclass and t.oid = objoid
where objoid >= 16384
union all
select 'comment on a shared object', description, null, null from pg_catalog.pg_shdescription where objoid >= 16384
