-- Custom settings of the session: app.settings.* and their like.
select 'setting ' || name, setting from pg_catalog.pg_settings where name like '%.%' and setting <> ''
