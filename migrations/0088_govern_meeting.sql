-- What the joint office sends and holds: notices with their receipts, meetings, the tasks that follow. New tables only; locks nothing.

-- +goose Up
create table govern_notice (
    id       text   not null,
    number   text   not null, -- of the day's series
    unit     text   not null, -- jurisdiction, 12 digits
    member   text   not null, -- code of the member unit; empty: of the office
    region   text   not null,
    kind     text   not null,
    state    text   not null,
    period   text   not null, -- 2026-10, 2026-W45; empty: none
    ref      text   not null, -- the record it belongs to
    at       bigint not null, -- all times UTC microseconds, 0 = not set
    due      bigint not null,
    alarm_at bigint not null,
    version  bigint not null,
    body     text   not null, -- JSON: what nothing is searched by
    constraint govern_notice_pkey primary key (id),
    constraint govern_notice_number_once unique (number),
    constraint govern_notice_state_known check (state in ('issued', 'withdrawn')),
    constraint govern_notice_unit_formed check (length(unit) = 12)
);

create index govern_notice_of_unit on govern_notice (at, id, unit);
create index govern_notice_of_member on govern_notice (member, period);

create table govern_receipt (
    id       text   not null,
    number   text   not null, -- of the day's series
    unit     text   not null, -- jurisdiction, 12 digits
    member   text   not null, -- code of the member unit; empty: of the office
    region   text   not null,
    kind     text   not null,
    state    text   not null,
    period   text   not null, -- 2026-10, 2026-W45; empty: none
    ref      text   not null, -- the record it belongs to
    at       bigint not null, -- all times UTC microseconds, 0 = not set
    due      bigint not null,
    alarm_at bigint not null,
    version  bigint not null,
    body     text   not null, -- JSON: what nothing is searched by
    constraint govern_receipt_pkey primary key (id),
    constraint govern_receipt_number_once unique (number),
    constraint govern_receipt_state_known check (state in ('unread', 'read')),
    constraint govern_receipt_of_a_member check (member <> ''),
    constraint govern_receipt_unit_formed check (length(unit) = 12)
);

-- A notice lies once before each member unit.
create unique index govern_receipt_once on govern_receipt (ref, member);
create index govern_receipt_of_unit on govern_receipt (at, id, unit);
create index govern_receipt_of_member on govern_receipt (member, period);
create index govern_receipt_of_ref on govern_receipt (ref);

create table govern_meeting (
    id       text   not null,
    number   text   not null, -- of the day's series
    unit     text   not null, -- jurisdiction, 12 digits
    member   text   not null, -- code of the member unit; empty: of the office
    region   text   not null,
    kind     text   not null,
    state    text   not null,
    period   text   not null, -- 2026-10, 2026-W45; empty: none
    ref      text   not null, -- the record it belongs to
    at       bigint not null, -- all times UTC microseconds, 0 = not set
    due      bigint not null,
    alarm_at bigint not null,
    version  bigint not null,
    body     text   not null, -- JSON: what nothing is searched by
    constraint govern_meeting_pkey primary key (id),
    constraint govern_meeting_number_once unique (number),
    constraint govern_meeting_state_known check (state in ('planned', 'held', 'cancelled')),
    constraint govern_meeting_unit_formed check (length(unit) = 12)
);

create index govern_meeting_of_unit on govern_meeting (at, id, unit);
create index govern_meeting_of_member on govern_meeting (member, period);

create table govern_task (
    id       text   not null,
    number   text   not null, -- of the day's series
    unit     text   not null, -- jurisdiction, 12 digits
    member   text   not null, -- code of the member unit; empty: of the office
    region   text   not null,
    kind     text   not null,
    state    text   not null,
    period   text   not null, -- 2026-10, 2026-W45; empty: none
    ref      text   not null, -- the record it belongs to
    at       bigint not null, -- all times UTC microseconds, 0 = not set
    due      bigint not null,
    alarm_at bigint not null,
    version  bigint not null,
    body     text   not null, -- JSON: what nothing is searched by
    constraint govern_task_pkey primary key (id),
    constraint govern_task_number_once unique (number),
    constraint govern_task_state_known check (state in ('open', 'reported', 'done', 'dropped')),
    constraint govern_task_of_a_member check (member <> ''),
    constraint govern_task_has_clock check (due > 0),
    constraint govern_task_unit_formed check (length(unit) = 12)
);

create index govern_task_of_unit on govern_task (at, id, unit);
create index govern_task_of_member on govern_task (member, period);
create index govern_task_of_ref on govern_task (ref);
create index govern_task_alarm on govern_task (alarm_at) where alarm_at > 0;
