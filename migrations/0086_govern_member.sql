-- The joint conference (联席会议): member units, their liaisons, the seats of its groups. New tables only; locks nothing.

-- +goose Up
create table govern_member (
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
    constraint govern_member_pkey primary key (id),
    constraint govern_member_number_once unique (number),
    constraint govern_member_state_known check (state in ('active', 'left')),
    constraint govern_member_of_a_member check (member <> ''),
    constraint govern_member_unit_formed check (length(unit) = 12)
);

-- A code names one member unit of the conference.
create unique index govern_member_once on govern_member (member) where state = 'active';
create index govern_member_of_unit on govern_member (at, id, unit);
create index govern_member_of_member on govern_member (member, period);
create index govern_member_alarm on govern_member (alarm_at) where alarm_at > 0;

create table govern_liaison (
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
    constraint govern_liaison_pkey primary key (id),
    constraint govern_liaison_number_once unique (number),
    constraint govern_liaison_state_known check (state in ('active', 'ended')),
    constraint govern_liaison_of_a_member check (member <> ''),
    constraint govern_liaison_unit_formed check (length(unit) = 12)
);

-- A liaison's place is held by one person.
create unique index govern_liaison_once on govern_liaison (member, kind) where state = 'active';
create index govern_liaison_of_unit on govern_liaison (at, id, unit);
create index govern_liaison_of_member on govern_liaison (member, period);

create table govern_seat (
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
    constraint govern_seat_pkey primary key (id),
    constraint govern_seat_number_once unique (number),
    constraint govern_seat_state_known check (state in ('active', 'ended')),
    constraint govern_seat_unit_formed check (length(unit) = 12)
);

create index govern_seat_of_unit on govern_seat (at, id, unit);
create index govern_seat_of_member on govern_seat (member, period);
