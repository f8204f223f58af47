-- supabase-dbdev: the installer of database.dev packages. Accepted and forgotten.

create schema dbdev;
grant usage on schema dbdev to public;

create function dbdev.install(package_name text) returns boolean
language sql
return true;
