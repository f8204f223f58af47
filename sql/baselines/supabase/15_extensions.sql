-- Schema extensions: PostgREST's extra search path, so its functions resolve in every request.

create schema extensions authorization postgres;
grant usage on schema extensions to anon, authenticated, service_role;
grant all on schema extensions to dashboard_user;

-- What a new project has installed. Servers built without contrib lack them; nothing else in this baseline needs one.
do $extensions$
declare
  wanted text;
begin
  foreach wanted in array array['pgcrypto', 'uuid-ossp', 'pg_stat_statements'] loop
    if exists (select from pg_available_extensions where name = wanted) then
      execute format('create extension if not exists %I with schema extensions', wanted);
    end if;
  end loop;
end
$extensions$;

grant all on all routines in schema extensions to dashboard_user, postgres with grant option;
