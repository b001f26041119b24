-- Why: the map of situation and wall is the centre's own file (GeoJSON); one at most.
-- Locks: new table only.
-- +goose Up
create table stat_map (
    one        integer not null,
    name       text    not null,
    geojson    text    not null,
    updated_at bigint  not null,
    updated_by text    not null,
    constraint stat_map_pkey primary key (one),
    constraint stat_map_single check (one = 1)
);
