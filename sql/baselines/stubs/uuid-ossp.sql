-- uuid-ossp: on servers built without contrib. Random ids for every version but the named ones.

create function uuid_generate_v4() returns uuid language sql return gen_random_uuid();
create function uuid_generate_v1() returns uuid language sql return gen_random_uuid();
create function uuid_generate_v1mc() returns uuid language sql return gen_random_uuid();
create function uuid_nil() returns uuid language sql immutable return '00000000-0000-0000-0000-000000000000'::uuid;
create function uuid_ns_dns() returns uuid language sql immutable return '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid;
create function uuid_ns_url() returns uuid language sql immutable return '6ba7b811-9dad-11d1-80b4-00c04fd430c8'::uuid;

create function uuid_generate_v3(namespace uuid, name text) returns uuid
language sql immutable strict
return md5(uuid_send(namespace) || convert_to(name, 'utf8'))::uuid;

create function uuid_generate_v5(namespace uuid, name text) returns uuid
language sql immutable strict
return left(encode(sha256(uuid_send(namespace) || convert_to(name, 'utf8')), 'hex'), 32)::uuid;
