-- The superuser of a plain server, which a dump names as the owner; the cluster's own is called as on Supabase.

do $roles$
begin
  if not exists (select from pg_roles where rolname = 'postgres') then
    create role postgres superuser createdb createrole replication bypassrls login;
  end if;
end
$roles$;
