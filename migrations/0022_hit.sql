-- Hits of detection, and up to where each partition's hits are recorded. New tables only; locks nothing.

-- +goose Up
create table hit (
    id          text    not null,
    scenario    text    not null,
    version     integer not null,
    hash        text    not null,
    family      text    not null,
    level       text    not null,
    score       integer not null,
    fraud       text    not null,
    at          bigint  not null, -- event time
    source      text    not null,
    signal      text    not null,
    kind        text    not null,
    phone       text    not null,
    person_id   text    not null,
    name        text    not null,
    place       text    not null,
    peer        text    not null,
    url         text    not null,
    payee       text    not null,
    amount_fen  bigint  not null,
    reason_zh   text    not null,
    reason_en   text    not null,
    evidence    text    not null, -- JSON
    part        integer not null, -- partition of the log
    unit        text    not null,
    target      text    not null, -- '' = names no person
    warning     text    not null,
    opened      boolean not null, -- it opened its warning
    recorded_at bigint  not null,
    constraint hit_stored_once primary key (id)
);

create index hit_latest on hit (recorded_at, id);
create index hit_by_scenario on hit (scenario, recorded_at, id);
create index hit_by_target on hit (target, recorded_at, id);
create index hit_by_warning on hit (warning, recorded_at, id);

create table hit_position (
    part integer not null,
    seq  bigint  not null,
    constraint hit_position_pkey primary key (part)
);
