-- Why: an analyst keeps questions that are asked again (保存的查询); they are the account's own.
-- Locks: new table only.
-- +goose Up
create table stat_query (
    id         text   not null,
    owner      text   not null,
    name       text   not null,
    body       text   not null, -- JSON of the question
    created_at bigint not null,
    constraint stat_query_pkey primary key (id),
    constraint stat_query_name_once unique (owner, name)
);
