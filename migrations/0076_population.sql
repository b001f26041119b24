-- Why: rates per head need a population base (人口基数) of an area from a day on, with its source. A new one leaves the old in force
-- for the days before it, so that a published rate can be computed again.
-- Locks: new table only.
-- +goose Up
create table population (
    region    text    not null, -- 6, 9 or 12 digits
    day       integer not null, -- in force from this day on
    n         bigint  not null,
    source    text    not null,
    set_at    bigint  not null, -- UTC microseconds
    set_by    text    not null,
    constraint population_once_a_day primary key (region, day),
    constraint population_people check (n > 0 and source <> '')
);
