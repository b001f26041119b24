-- What was done on a ticket of the hotline desk, in order: append-only. A new table only; locks nothing.

-- +goose Up
create table hotline_step (
    ticket  text   not null,
    seq     bigint not null, -- the ticket's version after the step
    at      bigint not null,
    by_id   text   not null,
    by_name text   not null,
    act     text   not null,
    state   text   not null, -- after the step
    note    text   not null,
    constraint hotline_step_pkey primary key (ticket, seq)
);
