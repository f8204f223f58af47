-- pg_stat_statements: on servers built without contrib. The view is there and empty.

create view pg_stat_statements as
  select null::oid as userid, null::oid as dbid, null::boolean as toplevel, null::bigint as queryid,
    null::text as query, null::bigint as calls, null::double precision as total_exec_time, null::double precision as mean_exec_time,
    null::bigint as rows
  where false;
grant select on pg_stat_statements to public;
