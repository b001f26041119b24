-- Tickets of the hotline desk (接线工单): one call in or out each. A new table only; locks nothing.

-- +goose Up
create table hotline_ticket (
    id           text    not null,
    number       text    not null,
    own_key      text    not null, -- of who made it; the id where none was given
    made_by      text    not null,
    unit         text    not null,
    direction    text    not null,
    state        text    not null,
    phone        text    not null, -- '' = withheld
    earlier      text    not null, -- the call before of the same number, '' = none within the window
    times        bigint  not null, -- calls of this number within the window, this one included
    desk         text    not null, -- who has it
    desk_name    text    not null,
    leader       text    not null, -- who took it over
    leader_name  text    not null,
    queued_at    bigint  not null, -- UTC microseconds; 0 = not yet, here and below
    answered_at  bigint  not null,
    ended_at     bigint  not null,
    promise_at   bigint  not null,
    overdue_at   bigint  not null, -- when it was told that the promise was missed
    closed_at    bigint  not null,
    abusive      boolean not null,
    risk         boolean not null,
    kind         text    not null, -- what the call was about, once closed
    record       text    not null, -- id of the call record
    claim        text    not null,
    claim_number text    not null,
    version      bigint  not null,
    constraint hotline_ticket_pkey primary key (id),
    constraint hotline_ticket_key_once unique (made_by, own_key),
    constraint hotline_ticket_number_once unique (number),
    constraint hotline_ticket_direction_known check (direction in ('in', 'out')),
    constraint hotline_ticket_state_known check (state in ('queued', 'answered', 'taken_over', 'wrapped', 'promised', 'closed')),
    constraint hotline_ticket_promise_has_time check (state <> 'promised' or promise_at > 0 and phone <> ''),
    constraint hotline_ticket_closed_has_kind check (state <> 'closed' or kind <> '' and closed_at > 0)
);

create index hotline_ticket_latest on hotline_ticket (unit, queued_at, id);
create index hotline_ticket_of_phone on hotline_ticket (phone, queued_at) where phone <> '';
create index hotline_ticket_open on hotline_ticket (state, queued_at, id) where state <> 'closed';
create index hotline_ticket_promise on hotline_ticket (promise_at, id) where state = 'promised';
