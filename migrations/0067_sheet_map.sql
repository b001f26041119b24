-- Why: which column of a bank's statement is which field, as an analyst last settled it: the next file with the same columns is
-- read so without asking. A new table only; locks nothing.

-- +goose Up
create table sheet_map (
    columns text   not null, -- signature: SHA-256 of the names of the columns
    unit    text   not null,
    map     text   not null, -- JSON: field -> column
    at      bigint not null,
    by_name text   not null,
    constraint sheet_map_one_each primary key (columns, unit),
    constraint sheet_map_unit_formed check (length(unit) = 12)
);
