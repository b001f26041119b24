-- The responsibility list (责任清单): duties of member units and their terms. New tables only; locks nothing.

-- +goose Up
create table govern_duty (
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
    constraint govern_duty_pkey primary key (id),
    constraint govern_duty_number_once unique (number),
    constraint govern_duty_state_known check (state in ('active', 'ended')),
    constraint govern_duty_of_a_member check (member <> ''),
    constraint govern_duty_unit_formed check (length(unit) = 12)
);

-- A duty is put on a member unit once.
create unique index govern_duty_once on govern_duty (member, kind) where state = 'active';
create index govern_duty_of_unit on govern_duty (at, id, unit);
create index govern_duty_of_member on govern_duty (member, period);
create index govern_duty_alarm on govern_duty (alarm_at) where alarm_at > 0;

create table govern_term (
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
    constraint govern_term_pkey primary key (id),
    constraint govern_term_number_once unique (number),
    constraint govern_term_state_known check (state in ('open', 'submitted', 'confirmed', 'waived')),
    constraint govern_term_of_a_member check (member <> ''),
    constraint govern_term_has_clock check (due > 0),
    constraint govern_term_unit_formed check (length(unit) = 12)
);

-- A duty has one term in a period.
create unique index govern_term_once on govern_term (ref, period);
create index govern_term_of_unit on govern_term (at, id, unit);
create index govern_term_of_member on govern_term (member, period);
create index govern_term_of_ref on govern_term (ref);
create index govern_term_alarm on govern_term (alarm_at) where alarm_at > 0;
