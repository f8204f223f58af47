select i.inhrelid, i.inhparent
from pg_catalog.pg_inherits i
order by i.inhrelid, i.inhseqno
