-- Numbers that people read out, counted by kind and day. A new table only; locks nothing.

-- +goose Up
create table number_series (
    kind text   not null,
    day  text   not null, -- YYYYMMDD, China Standard Time
    last bigint not null,
    constraint number_series_pkey primary key (kind, day)
);
