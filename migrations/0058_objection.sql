-- Objections (异议) against holds, freezes, restrictions, marks and sanctions. A new table only; locks nothing.

-- +goose Up
create table measure_objection (
    id          text    not null,
    number      text    not null, -- YY20261121-000123
    receipt     text    not null,
    unit        text    not null, -- of the object
    object      text    not null,
    object_id   text    not null,
    claim       text    not null,
    bank        text    not null,
    orderers    text    not null, -- account ids, by spaces
    name        text    not null,
    phone       text    not null,
    channel     text    not null,
    ground      text    not null,
    statement   text    not null,
    evidence    text    not null, -- JSON array
    state       text    not null,
    filed_at    bigint  not null, -- all times UTC microseconds, 0 = not set
    filed_by    text    not null,
    machine_by  bigint  not null,
    human_by    bigint  not null,
    overdue     boolean not null,
    machine     boolean not null,
    fen         bigint  not null,
    decided_at  bigint  not null,
    decided_by  text    not null,
    reason      text    not null,
    remedy      text    not null,
    released_at bigint  not null,
    version     bigint  not null,
    alarm_at    bigint  not null,
    constraint measure_objection_pkey primary key (id),
    constraint measure_objection_number_once unique (number),
    constraint measure_objection_receipt_once unique (receipt),
    constraint measure_objection_state_known check (state in ('open', 'upheld', 'refused', 'missed', 'withdrawn')),
    constraint measure_objection_object_known check (object in ('hold', 'freeze', 'restriction', 'mark', 'sanction')),
    constraint measure_objection_has_clock check (human_by >= machine_by and machine_by > filed_at),
    constraint measure_objection_decided_has_time check ((decided_at <> 0) = (state <> 'open')),
    constraint measure_objection_decided_has_reason check (state = 'open' or reason <> ''),
    constraint measure_objection_refusal_has_remedy check (state <> 'refused' or remedy <> ''),
    constraint measure_objection_part_positive check (fen >= 0),
    constraint measure_objection_unit_formed check (length(unit) = 12)
);

-- One open objection against an object at a time: more evidence goes to the one that is there.
create unique index measure_objection_once on measure_objection (object, object_id) where state = 'open';

create index measure_objection_of_unit on measure_objection (filed_at, id, unit);
create index measure_objection_of_object on measure_objection (object, object_id, filed_at);
create index measure_objection_of_claim on measure_objection (claim) where claim <> '';
create index measure_objection_alarm on measure_objection (alarm_at) where alarm_at > 0;
