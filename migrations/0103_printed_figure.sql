-- Why: figures that others printed before the centre counted (引用数), in the words in which they were printed and with where they stand.
-- They are no facts: nothing counts them.
-- Locks: new table only.
-- +goose Up
create table printed_figure (
    id         text    not null,
    unit       text    not null, -- of the area, 12 digits: jurisdiction
    region     text    not null,
    code       text    not null, -- of the dictionary; empty: it has none
    name       text    not null, -- as printed
    text       text    not null, -- value as printed
    compare    text    not null, -- comparison as printed; may be empty
    value      text    not null, -- decimal without scale word
    scale      integer not null, -- power of ten of the scale word
    qualifier  text    not null, -- 余, 近, 超过 …; empty: printed as exact
    measure    text    not null, -- unit of the value: 元, 起
    first_day  integer not null, -- of the centre's zone, from 1970-01-01
    last_day   integer not null,
    source     text    not null,
    quote      text    not null, -- sentence in which it stands; may be empty
    taken_at   bigint  not null, -- UTC microseconds
    taken_by   text    not null,
    withdrawn  text    not null, -- why; empty: it stands
    constraint printed_figure_pkey primary key (id),
    constraint printed_figure_has_source check (source <> '' and name <> '' and text <> ''),
    constraint printed_figure_days check (last_day >= first_day),
    constraint printed_figure_unit_formed check (length(unit) = 12)
);

create unique index printed_figure_once on printed_figure (region, code, name, first_day, last_day, source) where withdrawn = '';
create index printed_figure_of_indicator on printed_figure (code, last_day);
