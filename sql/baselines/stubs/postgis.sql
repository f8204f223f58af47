-- postgis: points as text ('POINT(lon lat)'), distances on a sphere in metres. Enough for rows to be stored and for
-- searches to answer; spatial indexes need C code and are passed over, other shapes are kept but not measured.

create type geometry;
create function geometry_in(cstring) returns geometry language internal immutable strict as 'textin';
create function geometry_out(geometry) returns cstring language internal immutable strict as 'textout';
-- Any modifier will do: geometry(Point, 4326) names a shape and a reference system.
create function geometry_typmod_in(cstring[]) returns integer language sql immutable strict as 'select 4';
create type geometry (
  input = geometry_in, output = geometry_out, typmod_in = geometry_typmod_in, like = pg_catalog.text
);

create type geography;
create function geography_in(cstring) returns geography language internal immutable strict as 'textin';
create function geography_out(geography) returns cstring language internal immutable strict as 'textout';
create type geography (
  input = geography_in, output = geography_out, typmod_in = geometry_typmod_in, like = pg_catalog.text
);

create cast (geometry as geography) with inout as implicit;
create cast (geography as geometry) with inout;
create cast (text as geometry) with inout as implicit;

create function st_makepoint(x double precision, y double precision) returns geometry
language sql immutable strict
return format('POINT(%s %s)', x, y)::geometry;

create function st_point(x double precision, y double precision) returns geometry
language sql immutable strict
return st_makepoint(x, y);

create function st_setsrid(shape geometry, srid integer) returns geometry
language sql immutable strict
return shape;

create function st_geomfromtext(shape text, srid integer default 0) returns geometry
language sql immutable strict
return shape::geometry;

create function st_geogfromtext(shape text) returns geography
language sql immutable strict
return shape::geometry::geography;

create function st_astext(shape geometry) returns text
language sql immutable strict
return shape::text;

create function st_x(point geometry) returns double precision
language sql immutable strict
return substring(point::text from '\(\s*(\S+) ')::double precision;

create function st_y(point geometry) returns double precision
language sql immutable strict
return substring(point::text from ' (\S+)\s*\)')::double precision;

create function st_asgeojson(shape geometry) returns text
language sql immutable strict
return json_build_object('type', 'Point', 'coordinates', json_build_array(st_x(shape), st_y(shape)))::text;

create function st_distance(a geometry, b geometry) returns double precision
language sql immutable strict
return sqrt((st_x(a) - st_x(b)) ^ 2 + (st_y(a) - st_y(b)) ^ 2);

create function st_distance(a geography, b geography) returns double precision
language sql immutable strict
return 6371000 * acos(least(1, greatest(-1,
  sind(st_y(a::geometry)) * sind(st_y(b::geometry))
  + cosd(st_y(a::geometry)) * cosd(st_y(b::geometry)) * cosd(st_x(a::geometry) - st_x(b::geometry)))));

create function st_dwithin(a geometry, b geometry, distance double precision) returns boolean
language sql immutable strict
return st_distance(a, b) <= distance;

create function st_dwithin(a geography, b geography, distance double precision) returns boolean
language sql immutable strict
return st_distance(a, b) <= distance;
