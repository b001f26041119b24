-- Outbox: what has happened, numbered in the order of the commits (event_counter is locked by each transaction that emits),
-- and how far each reader has come. New tables only; locks nothing.

-- +goose Up
create table event (
    seq     bigint  not null,
    kind    text    not null,
    subject text    not null,
    unit    text    not null,
    at      bigint  not null, -- UTC microseconds
    body    text    not null, -- JSON
    constraint event_numbered_once primary key (seq),
    constraint event_named check (kind <> '')
);

create table event_counter (
    one  integer not null,
    last bigint  not null,
    constraint event_counter_pkey primary key (one),
    constraint event_counter_single check (one = 1)
);

insert into event_counter (one, last) values (1, 0);

create table event_cursor (
    reader text   not null,
    seq    bigint not null,
    constraint event_cursor_pkey primary key (reader)
);
