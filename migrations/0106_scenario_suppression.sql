-- Why: of whom or what a scenario is not to warn is decided on the console, with its owner, its reason and its end.
-- Locks: a new table only.
-- +goose Up
create table scenario_suppression (
    id       text   not null,
    unit     text   not null, -- whose it is, 12 digits
    scenario text   not null, -- its code; empty: every scenario
    until_at bigint not null, -- from this moment on it is no longer in force; UTC microseconds
    at       bigint not null, -- made
    rev      bigint not null,
    body     text   not null, -- JSON: of whom or what, owner, reason, who acted
    constraint scenario_suppression_pkey primary key (id),
    constraint scenario_suppression_unit_formed check (length(unit) = 12),
    constraint scenario_suppression_ends check (until_at > 0)
);

create index scenario_suppression_list on scenario_suppression (at, id, unit);
create index scenario_suppression_until on scenario_suppression (until_at);
