-- Attempts to reach a person at risk (劝阻记录): append-only facts. A new table only; locks nothing.

-- +goose Up
create table dissuade_attempt (
    id               text    not null,
    own_key          text    not null, -- the client's key; the id where it gave none
    warning          text    not null,
    order_id         text    not null, -- '' = on the warning itself
    target           text    not null,
    unit             text    not null, -- of the one who made it
    at_unit          text    not null, -- that had the order or warning then
    made_by          text    not null,
    made_by_name     text    not null,
    at               bigint  not null, -- UTC microseconds
    recorded         bigint  not null,
    channel          text    not null,
    outcome          text    not null,
    reached          boolean not null,
    met              boolean not null,
    believes         integer not null, -- 1 yes, 0 no, -1 not known
    already_paid_fen bigint  not null,
    evidence         text    not null, -- JSON array of {kind, value}
    note             text    not null,
    next_at          bigint  not null,
    constraint dissuade_attempt_pkey primary key (id),
    constraint dissuade_attempt_key_once unique (made_by, own_key),
    constraint dissuade_attempt_channel_known check (channel in ('call', 'sms', 'visit')),
    constraint dissuade_attempt_met_on_visit check (not met or channel = 'visit' and evidence <> '[]'),
    constraint dissuade_attempt_paid_positive check (already_paid_fen >= 0)
);

create index dissuade_attempt_of_warning on dissuade_attempt (warning, at, id);
create index dissuade_attempt_of_order on dissuade_attempt (order_id, at, id) where order_id <> '';
create index dissuade_attempt_of_target on dissuade_attempt (target, at, id);
