-- vector: pgvector's types kept as text, with true distances. Index methods hnsw and ivfflat need C code: indexes that
-- use them are passed over, searches then scan.

create type vector;
create function vector_in(cstring) returns vector language internal immutable strict as 'textin';
create function vector_out(vector) returns cstring language internal immutable strict as 'textout';
create function vector_typmod_in(cstring[]) returns integer language internal immutable strict as 'varchartypmodin';
-- The input function takes no type modifier, so that vector(1536) is not read as 1536 characters.
create type vector (input = vector_in, output = vector_out, typmod_in = vector_typmod_in, like = pg_catalog.text);

create type halfvec;
create function halfvec_in(cstring) returns halfvec language internal immutable strict as 'textin';
create function halfvec_out(halfvec) returns cstring language internal immutable strict as 'textout';
create type halfvec (input = halfvec_in, output = halfvec_out, typmod_in = vector_typmod_in, like = pg_catalog.text);

create function vector_to_float4(v vector, typmod integer default -1, explicit boolean default true) returns real[]
language sql immutable strict
return string_to_array(btrim(v::text, '[] '), ',')::real[];

create function array_to_vector(elements real[], typmod integer, explicit boolean) returns vector
language sql immutable strict
return ('[' || array_to_string(elements, ',') || ']')::vector;

create function array_to_vector(elements double precision[], typmod integer, explicit boolean) returns vector
language sql immutable strict
return ('[' || array_to_string(elements, ',') || ']')::vector;

create function array_to_vector(elements integer[], typmod integer, explicit boolean) returns vector
language sql immutable strict
return ('[' || array_to_string(elements, ',') || ']')::vector;

create cast (vector as real[]) with function vector_to_float4(vector, integer, boolean) as implicit;
create cast (real[] as vector) with function array_to_vector(real[], integer, boolean) as assignment;
create cast (double precision[] as vector)
  with function array_to_vector(double precision[], integer, boolean) as assignment;
create cast (integer[] as vector) with function array_to_vector(integer[], integer, boolean) as assignment;
create cast (vector as halfvec) with inout as assignment;
create cast (halfvec as vector) with inout as assignment;

create function vector_dims(v vector) returns integer
language sql immutable strict
return cardinality(vector_to_float4(v));

create function inner_product(a vector, b vector) returns double precision
language sql immutable strict
return (select sum(x::float8 * y) from unnest(vector_to_float4(a), vector_to_float4(b)) as pair (x, y));

create function vector_norm(v vector) returns double precision
language sql immutable strict
return sqrt(inner_product(v, v));

create function vector_negative_inner_product(a vector, b vector) returns double precision
language sql immutable strict
return -inner_product(a, b);

create function l2_distance(a vector, b vector) returns double precision
language sql immutable strict
return (select sqrt(sum((x::float8 - y) ^ 2)) from unnest(vector_to_float4(a), vector_to_float4(b)) as pair (x, y));

create function l1_distance(a vector, b vector) returns double precision
language sql immutable strict
return (select sum(abs(x::float8 - y)) from unnest(vector_to_float4(a), vector_to_float4(b)) as pair (x, y));

create function cosine_distance(a vector, b vector) returns double precision
language sql immutable strict
return 1 - inner_product(a, b) / nullif(vector_norm(a) * vector_norm(b), 0);

create operator <-> (leftarg = vector, rightarg = vector, function = l2_distance, commutator = '<->');
create operator <#> (leftarg = vector, rightarg = vector, function = vector_negative_inner_product, commutator = '<#>');
create operator <=> (leftarg = vector, rightarg = vector, function = cosine_distance, commutator = '<=>');
create operator <+> (leftarg = vector, rightarg = vector, function = l1_distance, commutator = '<+>');

create function l2_distance(a halfvec, b halfvec) returns double precision
language sql immutable strict
return l2_distance(a::vector, b::vector);

create function cosine_distance(a halfvec, b halfvec) returns double precision
language sql immutable strict
return cosine_distance(a::vector, b::vector);

create function halfvec_negative_inner_product(a halfvec, b halfvec) returns double precision
language sql immutable strict
return vector_negative_inner_product(a::vector, b::vector);

create operator <-> (leftarg = halfvec, rightarg = halfvec, function = l2_distance, commutator = '<->');
create operator <#>
  (leftarg = halfvec, rightarg = halfvec, function = halfvec_negative_inner_product, commutator = '<#>');
create operator <=> (leftarg = halfvec, rightarg = halfvec, function = cosine_distance, commutator = '<=>');
