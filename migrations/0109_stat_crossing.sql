-- Why: two questions about places and something of the person over nearly the same days tell the difference; the next answer looks at what the
-- account was told before.
-- Locks: new table only.
-- +goose Up
create table stat_crossing (
    owner    text   not null,
    code     text   not null, -- of the indicator
    place    text   not null, -- unit, region
    side     text   not null, -- of the person
    digits   bigint not null, -- of the places
    from_day bigint not null,
    to_day   bigint not null,
    hidden   text   not null, -- JSON: cells that the answer hid, also of the tables above, by digits
    asked_at bigint not null,
    constraint stat_crossing_pkey primary key (owner, code, place, side, digits, from_day, to_day),
    constraint stat_crossing_span check (from_day <= to_day)
);
