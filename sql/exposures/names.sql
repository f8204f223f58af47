-- Names of what has no text of its own: replication, prepared transactions, roles, the tags of event triggers.
select 'name of a replication origin', roname from pg_catalog.pg_replication_origin
union all
select 'name of a replication slot', slot_name from pg_catalog.pg_replication_slots
union all
select 'name of a prepared transaction', gid from pg_catalog.pg_prepared_xacts
union all
select 'name of a role', rolname from pg_catalog.pg_roles where oid >= 16384
union all
select 'event trigger ' || evtname, array_to_string(evttags, ' ') from pg_catalog.pg_event_trigger where evttags is not null
