-- Work orders (预警指令): one row per order, with the deadlines that were stamped on it and what was stamped since. sort_at, rank and
-- alarm_at repeat what the code computes from the row, so that the queue and the clock each are one index. New tables only;
-- locks nothing.

-- +goose Up
create table dispatch_order (
    id               text    not null,
    number           text    not null, -- 20261121-000123
    cause            text    not null,
    warning          text    not null,
    target           text    not null,
    person_name      text    not null, -- masked
    person_phone     text    not null, -- masked
    person_place     text    not null, -- 9-digit street code
    unit             text    not null,
    from_unit        text    not null, -- that gave it away by the latest transfer
    round            bigint  not null,
    level            text    not null,
    family           text    not null,
    fraud            text    not null,
    reason_zh        text    not null,
    reason_en        text    not null,
    state            text    not null,
    version          bigint  not null, -- state, unit and level
    rev              bigint  not null, -- every change
    rule             text    not null,
    sms_counts       boolean not null,
    issued_at        bigint  not null, -- all times UTC microseconds, 0 = not set
    turn_at          bigint  not null,
    sign_due         bigint  not null,
    call_due         bigint  not null,
    visit_due        bigint  not null,
    report_due       bigint  not null,
    signed_at        bigint  not null,
    signed_by        text    not null,
    signed_by_name   text    not null,
    called_at        bigint  not null,
    texted_at        bigint  not null,
    reached_at       bigint  not null,
    visited_at       bigint  not null,
    tried_at         bigint  not null,
    next_at          bigint  not null,
    attempts         bigint  not null,
    reported_at      bigint  not null,
    reported_by      text    not null,
    reported_by_name text    not null,
    result           text    not null,
    note             text    not null,
    loss_fen         bigint  not null,
    ended_at         bigint  not null,
    chases           bigint  not null,
    chased_at        bigint  not null,
    late             bigint  not null, -- set of deadlines: sign 1, call 2, visit 4, report 8
    missed           bigint  not null, -- the same, over all rounds
    due_at           bigint  not null, -- of what is owed next, 0 = nothing
    alarm_at         bigint  not null, -- earliest deadline that is not met and not announced, 0 = none
    sort_at          bigint  not null, -- place in the queue
    rank             bigint  not null, -- of the level, 0 is the most urgent
    constraint dispatch_order_pkey primary key (id),
    constraint dispatch_order_number_once unique (number),
    constraint dispatch_order_state_known check (state in ('issued', 'signed', 'reported', 'closed', 'withdrawn')),
    constraint dispatch_order_level_known check (level in ('urgent', 'high', 'medium', 'low')),
    constraint dispatch_order_family_known check (family in ('fund', 'contact')),
    constraint dispatch_order_unit_formed check (length(unit) = 12),
    constraint dispatch_order_moved_on check (from_unit <> unit),
    constraint dispatch_order_loss_positive check (loss_fen >= 0),
    constraint dispatch_order_reported_with_result check ((result <> '') = (reported_at <> 0)),
    constraint dispatch_order_report_has_state check (reported_at = 0 or state in ('reported', 'closed')),
    constraint dispatch_order_ended_has_time check ((ended_at <> 0) = (state in ('closed', 'withdrawn')))
);

-- One open order per warning and unit.
create unique index dispatch_order_one_open on dispatch_order (warning, unit) where state in ('issued', 'signed');

create index dispatch_order_queue on dispatch_order (sort_at, rank, id, unit);
create index dispatch_order_unit_queue on dispatch_order (unit, sort_at, rank, id);
create index dispatch_order_given on dispatch_order (from_unit) where from_unit <> '';
create index dispatch_order_of_warning on dispatch_order (warning, issued_at);
create index dispatch_order_of_target on dispatch_order (target, issued_at);
create index dispatch_order_period on dispatch_order (issued_at);
create index dispatch_order_alarm on dispatch_order (alarm_at) where alarm_at > 0;

-- What made a change happen once: the cause of an issue, of an automatic chase, the attempt that was stamped.
create table dispatch_cause (
    cause    text   not null,
    order_id text   not null,
    at       bigint not null,
    constraint dispatch_cause_once primary key (cause)
);

-- History: append-only, one line per rev.
create table dispatch_step (
    order_id   text   not null,
    seq        bigint not null, -- the rev after it
    at         bigint not null,
    actor      text   not null,
    actor_name text   not null,
    actor_unit text   not null,
    action     text   not null,
    from_state text   not null,
    to_state   text   not null,
    unit       text   not null,
    level      text   not null,
    deadlines  text   not null,
    note       text   not null,
    constraint dispatch_step_once primary key (order_id, seq)
);
