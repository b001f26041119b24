-- Text messages to people at risk (短信), the carrier's ids of their parts and its receipts. New tables only; locks nothing.
-- No name and no full number is kept; the text holds the number of the warning and nothing else of the person.

-- +goose Up
create table notify_message (
    id          text    not null,
    cause       text    not null,
    template    text    not null,
    target      text    not null,
    warning     text    not null,
    unit        text    not null, -- that had the warning when the message was accepted
    urgent      boolean not null,
    body        text    not null,
    parts       bigint  not null,
    state       text    not null,
    reason      text    not null,
    into_id     text    not null,
    sent_to     text    not null, -- masked
    detail      text    not null,
    accepted_at bigint  not null, -- all times UTC microseconds, 0 = not set
    next_at     bigint  not null,
    expires_at  bigint  not null,
    taken_at    bigint  not null,
    sent_at     bigint  not null,
    done_at     bigint  not null,
    tries       bigint  not null,
    unanswered  bigint  not null,
    version     bigint  not null,
    constraint notify_message_pkey primary key (id),
    constraint notify_message_cause_once unique (cause),
    constraint notify_message_state_known check (state in ('waiting', 'sending', 'sent', 'delivered', 'undelivered', 'unconfirmed', 'refused', 'bundled', 'failed')),
    constraint notify_message_clock_runs check ((next_at > 0) = (state in ('waiting', 'sending', 'sent'))),
    constraint notify_message_refused_why check (state not in ('refused', 'failed') or reason <> ''),
    constraint notify_message_bundled_into check ((into_id <> '') = (state = 'bundled'))
);

create index notify_message_due on notify_message (next_at) where next_at > 0;
create index notify_message_of_target on notify_message (target, accepted_at, id);
create index notify_message_of_warning on notify_message (warning, accepted_at, id);
create index notify_message_taken on notify_message (taken_at) where taken_at > 0;
create index notify_message_listed on notify_message (accepted_at, id, unit);

create table notify_part (
    ref     text not null, -- the carrier's id
    message text not null,
    constraint notify_part_pkey primary key (ref)
);

create index notify_part_of_message on notify_part (message);

create table notify_receipt (
    ref       text    not null,
    delivered boolean not null,
    detail    text    not null,
    at        bigint  not null,
    constraint notify_receipt_pkey primary key (ref)
);
