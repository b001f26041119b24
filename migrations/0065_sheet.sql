-- Why: an analyst's work on bank statements (资金流向台): sheets, and the log of acts from which a sheet's state is folded. Undo and
-- redo are lines of the log too; nothing is taken out. New tables only; locks nothing.

-- +goose Up
create table sheet (
    id           text   not null,
    name         text   not null,
    claim        text   not null, -- empty: none
    unit         text   not null,
    created_at   bigint not null, -- all times UTC microseconds
    created_by   text   not null,
    created_name text   not null,
    updated_at   bigint not null,
    updated_name text   not null,
    version      bigint not null, -- seq of the last act; 1 when there is none
    constraint sheet_pkey primary key (id),
    constraint sheet_unit_formed check (length(unit) = 12),
    constraint sheet_version_counts check (version >= 1)
);

create index sheet_of_unit on sheet (updated_at, id, unit);
create index sheet_of_claim on sheet (claim) where claim <> '';

create table sheet_act (
    sheet   text   not null,
    seq     bigint not null, -- the sheet's version after it
    kind    text   not null,
    body    text   not null, -- JSON of the act
    at      bigint not null,
    by_id   text   not null,
    by_name text   not null,
    constraint sheet_act_once primary key (sheet, seq),
    constraint sheet_act_kind_known check (kind in ('file', 'root', 'params', 'note', 'merge', 'split', 'add_leg', 'remove_leg', 'hide', 'undo', 'redo'))
);
