-- Why: the history of a case for its screen; the proof is the audit chain. A new table only; locks nothing.

-- +goose Up
create table case_step (
    case_id text   not null,
    version bigint not null,
    at      bigint not null, -- UTC microseconds
    actor   text   not null,
    name    text   not null,
    action  text   not null,
    was     text   not null, -- state before
    state   text   not null,
    note    text   not null,
    diffs   text   not null, -- JSON: fields that were corrected; of names only that they were
    constraint case_step_once primary key (case_id, version)
);
