-- Returns (填报) of member units. New tables only; locks nothing.

-- +goose Up
create table govern_return (
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
    constraint govern_return_pkey primary key (id),
    constraint govern_return_number_once unique (number),
    constraint govern_return_state_known check (state in ('asked', 'draft', 'submitted', 'signed')),
    constraint govern_return_of_a_member check (member <> ''),
    constraint govern_return_has_clock check (due > 0),
    constraint govern_return_unit_formed check (length(unit) = 12)
);

-- A form is handed in once for a period; what changes is a revision of it.
create unique index govern_return_once on govern_return (member, kind, period);
create index govern_return_of_unit on govern_return (at, id, unit);
create index govern_return_of_member on govern_return (member, period);
create index govern_return_alarm on govern_return (alarm_at) where alarm_at > 0;
