-- Why: an event that the playbook cannot take is set aside instead of stopping the centre; somebody must look at it.
-- Locks: new table only.
-- +goose Up
create table event_parked (
    seq  bigint not null primary key, -- of the event, which stays in the outbox
    kind text not null,
    at   bigint not null,             -- when it was set aside, UTC microseconds
    why  text not null
);
