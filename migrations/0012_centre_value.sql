-- Why: what is fixed for the life of a centre's records, such as the number of partitions of its signal log.
-- Locks: new table only.
-- +goose Up
create table centre_value (
    name  text not null primary key,
    value text not null
);
