-- pg_tle: extensions installed through SQL. Accepted and forgotten: what they would create is missing afterwards.

create schema pgtle;
grant usage on schema pgtle to public;

create function pgtle.install_extension(
  name text, version text, description text, ext text, requires text[] default null
) returns boolean
language sql
return true;

create function pgtle.install_update_path(name text, fromvers text, tovers text, ext text) returns boolean
language sql
return true;

create function pgtle.set_default_version(name text, version text) returns boolean
language sql
return true;

create function pgtle.uninstall_extension(extname text) returns boolean
language sql
return true;

create function pgtle.uninstall_extension_if_exists(extname text) returns boolean
language sql
return true;
