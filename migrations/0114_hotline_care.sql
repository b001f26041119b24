-- Care notes (关照记录): what the next operator should know before answering a number. A new table only; locks nothing.

-- +goose Up
create table hotline_care (
    id      text   not null,
    unit    text   not null,
    phone   text   not null,
    note    text   not null,
    at      bigint not null,
    by_id   text   not null,
    by_name text   not null,
    constraint hotline_care_pkey primary key (id)
);

create index hotline_care_of_phone on hotline_care (phone, at);
