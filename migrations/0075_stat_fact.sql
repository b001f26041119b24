-- Why: what was counted, once under its measure and id, with the number of the event that says so: a later event about the same
-- thing replaces it, an earlier one that comes late does not. The counts in memory are built from this table at every start.
-- Locks: new table only.
-- +goose Up
create table stat_fact (
    measure text    not null,
    id      text    not null,
    seq     bigint  not null,
    at      bigint  not null, -- UTC microseconds
    day     integer not null, -- of the centre's zone, from 1970-01-01
    unit    text    not null,
    region  text    not null,
    sides   text    not null, -- JSON: side to value, only those that are known
    n       bigint  not null,
    fen     bigint  not null,
    object  text    not null,
    gone    integer not null,
    constraint stat_fact_counted_once primary key (measure, id),
    constraint stat_fact_gone check (gone in (0, 1))
);

create index stat_fact_day on stat_fact (measure, day);
