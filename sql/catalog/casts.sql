-- Casts of the server itself have OIDs below 16384.
select c.castsource, c.casttarget, c.castfunc, c.castcontext = 'i'
from pg_catalog.pg_cast c
where c.castmethod = 'f' and c.oid >= 16384
order by pg_catalog.format_type(c.castsource, null) collate "C", pg_catalog.format_type(c.casttarget, null) collate "C"
