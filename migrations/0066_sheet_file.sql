-- Why: statements that were imported into a sheet. Rows are kept in packed blocks of up to 20,000: a million rows are fifty inserts.
-- New tables only; locks nothing.

-- +goose Up
create table sheet_file (
    id       text   not null,
    sheet    text   not null,
    unit     text   not null, -- of the sheet
    name     text   not null,
    sha256   text   not null, -- of the content
    bytes    bigint not null,
    state    text   not null,
    row_count bigint not null, -- taken over so far
    bad      bigint not null,
    skipped  bigint not null,
    map      text   not null, -- JSON: field -> column
    faults   text   not null, -- JSON: the first rows that were refused
    columns  text   not null, -- signature of the columns; empty until they are read
    error    text   not null, -- code of the fault that broke it off
    at       bigint not null, -- all times UTC microseconds
    beat_at  bigint not null, -- the import was alive then
    by_id    text   not null,
    by_name  text   not null,
    constraint sheet_file_pkey primary key (id),
    constraint sheet_file_state_known check (state in ('importing', 'ready', 'failed')),
    constraint sheet_file_failed_has_reason check ((state = 'failed') = (error <> '')),
    constraint sheet_file_unit_formed check (length(unit) = 12)
);

-- The same content counts once in a sheet.
create unique index sheet_file_content_once on sheet_file (sheet, sha256) where state <> 'failed';
create index sheet_file_of_sheet on sheet_file (sheet, at, id);
create index sheet_file_alive on sheet_file (beat_at) where state = 'importing';

create table sheet_block (
    file text   not null,
    seq  bigint not null,
    row_count bigint not null,
    data bytea  not null, -- see centre/trace/sheet/block.go
    constraint sheet_block_once primary key (file, seq),
    constraint sheet_block_has_rows check (row_count > 0)
);
