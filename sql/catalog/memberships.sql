-- inherit_option and set_option exist since Postgres 16; through jsonb one text serves every version.
select m.member, m.roleid, pg_catalog.to_jsonb(m) ->> 'inherit_option', pg_catalog.to_jsonb(m) ->> 'set_option',
  m.admin_option
from pg_catalog.pg_auth_members m
order by m.member, m.roleid
