-- Labels of enumerations.
select 'enum ' || enumtypid::regtype::text, enumlabel from pg_catalog.pg_enum where enumtypid >= 16384
