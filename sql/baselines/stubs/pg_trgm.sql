-- pg_trgm: on servers built without contrib. Similarity as the extension counts it; its index operator classes need C
-- code, so indexes that use them are passed over.

create function show_trgm(value text) returns text[]
language sql immutable strict
return (
  select coalesce(array_agg(distinct substr(padded, place, 3)), '{}')
  from regexp_split_to_table(lower(value), '[^[:alnum:]]+') as word,
    lateral (select '  ' || word || ' ') as whole (padded),
    lateral generate_series(1, length(padded) - 2) as place
  where word <> ''
);

create function similarity(a text, b text) returns real
language sql immutable strict
return (
  select coalesce(count(*) filter (where in_a and in_b)::real / nullif(count(*), 0), 0)
  from (
    select trigram = any (show_trgm(a)) as in_a, trigram = any (show_trgm(b)) as in_b
    from (select unnest(show_trgm(a)) union select unnest(show_trgm(b))) as every (trigram)
  ) as compared
);

create function word_similarity(a text, b text) returns real
language sql immutable strict
return similarity(a, b);

create function similarity_op(a text, b text) returns boolean
language sql immutable strict
return similarity(a, b) >= 0.3;

create function similarity_dist(a text, b text) returns real
language sql immutable strict
return 1 - similarity(a, b);

create operator % (leftarg = text, rightarg = text, function = similarity_op, commutator = '%');
create operator <-> (leftarg = text, rightarg = text, function = similarity_dist, commutator = '<->');
