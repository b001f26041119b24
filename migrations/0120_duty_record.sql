-- Duty (值班): shifts, swaps, hand-overs, escalations, and who looks after what no room gives to a person. A new table only; locks nothing.

-- +goose Up
create table duty_record (
    book     text   not null, -- shift, swap, handover, climb, custody
    id       text   not null,
    number   text   not null, -- of a hand-over; '' elsewhere
    unit     text   not null,
    own_key  text   not null, -- what there is once of in its book
    state    text   not null,
    who      text   not null, -- account whose turn it is, '' = nobody's
    also     text   not null, -- account of the other side, '' = none
    ref      text   not null, -- the person at risk, the shift, or the item
    start_at bigint not null, -- UTC microseconds; a list is ordered by it
    end_at   bigint not null, -- 0 = has no end
    alarm_at bigint not null, -- when its clock next does something; 0 = nothing runs
    version  bigint not null,
    body     text   not null, -- JSON
    constraint duty_record_pkey primary key (book, id),
    constraint duty_record_once unique (book, own_key),
    constraint duty_record_book_known check (book in ('shift', 'swap', 'handover', 'climb', 'custody')),
    constraint duty_record_span check (end_at = 0 or end_at > start_at)
);

create index duty_record_of_unit on duty_record (book, unit, start_at, id);
create index duty_record_of_who on duty_record (book, who, state);
create index duty_record_of_ref on duty_record (book, ref);
create index duty_record_alarm on duty_record (book, alarm_at) where alarm_at > 0;
