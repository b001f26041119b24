-- Groups of the joint conference (联席工作群), their messages and receipts (群消息、回执). New tables only; locks nothing.

-- +goose Up
create table outreach_circle (
    id         text   not null,
    number     text   not null, -- QZ20261122-000001
    unit       text   not null,
    state      text   not null,
    at         bigint not null, -- when it happened; all times UTC microseconds, 0 = not set
    made_at    bigint not null,
    made_by    text   not null,
    note       text   not null,
    version    bigint not null,
    alarm_at   bigint not null,
    title      text not null,
    members    text not null, -- JSON: code, name and people of each
    constraint outreach_circle_pkey primary key (id),
    constraint outreach_circle_number_once unique (number),
    constraint outreach_circle_state_known check (state in ('recorded', 'void', 'ended')),
    constraint outreach_circle_unit_formed check (length(unit) = 12)
);

create index outreach_circle_listed on outreach_circle (at, id, unit);

create table outreach_message (
    id         text   not null,
    number     text   not null, -- QX20261122-000001
    unit       text   not null,
    state      text   not null,
    at         bigint not null, -- when it happened; all times UTC microseconds, 0 = not set
    made_at    bigint not null,
    made_by    text   not null,
    note       text   not null,
    version    bigint not null,
    alarm_at   bigint not null,
    circle       text not null,
    title        text not null,
    what         text not null,
    why          text not null,
    todo         text not null,
    valid_until  bigint not null,
    department   text not null,
    contact      text not null,
    verified_by  text not null,
    verified_at  bigint not null,
    approved_by  text not null,
    approved_at  bigint not null,
    sent_at      bigint not null,
    pushed_at    bigint not null,
    ref          text not null,
    tries        bigint not null,
    failure      text not null,
    members      bigint not null,
    people       bigint not null,
    members_read bigint not null,
    read         bigint not null,
    forwarded    bigint not null,
    withdrawn_at bigint not null,
    taken_back   boolean not null,
    constraint outreach_message_pkey primary key (id),
    constraint outreach_message_number_once unique (number),
    constraint outreach_message_state_known check (state in ('draft', 'verified', 'approved', 'sending', 'pushed', 'withdrawn', 'expired', 'void')),
    constraint outreach_message_unit_formed check (length(unit) = 12),
    constraint outreach_message_ends check (valid_until > made_at),
    constraint outreach_message_four_eyes check (approved_by = '' or approved_by <> made_by and approved_by <> verified_by),
    constraint outreach_message_confirmed check (state not in ('verified', 'approved', 'sending', 'pushed') or verified_by <> '' and department <> ''),
    constraint outreach_message_approved check (state not in ('approved', 'sending', 'pushed') or approved_by <> '')
);

create index outreach_message_listed on outreach_message (at, id, unit);
create index outreach_message_alarm on outreach_message (alarm_at) where alarm_at > 0;

create table outreach_receipt (
    id         text   not null,
    number     text   not null, -- HZ20261122-000001
    unit       text   not null,
    state      text   not null,
    at         bigint not null, -- when it happened; all times UTC microseconds, 0 = not set
    made_at    bigint not null,
    made_by    text   not null,
    note       text   not null,
    version    bigint not null,
    alarm_at   bigint not null,
    message    text not null,
    member     text not null,
    read       bigint not null,
    forwarded  bigint not null,
    constraint outreach_receipt_pkey primary key (id),
    constraint outreach_receipt_number_once unique (number),
    constraint outreach_receipt_state_known check (state in ('recorded')),
    constraint outreach_receipt_unit_formed check (length(unit) = 12),
    constraint outreach_receipt_once unique (message, member),
    constraint outreach_receipt_counts check (read >= 0 and forwarded >= 0)
);

create index outreach_receipt_listed on outreach_receipt (at, id, unit);
