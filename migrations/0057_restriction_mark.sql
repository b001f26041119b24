-- Restrictions of a victim's own account (保护性止付) and marks on accounts and persons (标记): both end by themselves. New tables
-- only; locks nothing.

-- +goose Up
create table measure_restriction (
    id          text    not null,
    number      text    not null, -- BH20261121-000123
    warning     text    not null,
    claim       text    not null,
    unit        text    not null,
    bank        text    not null,
    account     text    not null,
    person      text    not null,
    phone       text    not null,
    reason      text    not null,
    document    text    not null,
    state       text    not null,
    count       bigint  not null,
    imposed_at  bigint  not null, -- all times UTC microseconds, 0 = not set
    imposed_by  text    not null,
    ends_at     bigint  not null,
    review_due  bigint  not null,
    reviewed_at bigint  not null,
    reviewed_by text    not null,
    announced   boolean not null,
    ended_at    bigint  not null,
    ended_by    text    not null,
    end_reason  text    not null,
    version     bigint  not null,
    alarm_at    bigint  not null,
    constraint measure_restriction_pkey primary key (id),
    constraint measure_restriction_number_once unique (number),
    constraint measure_restriction_state_known check (state in ('active', 'ended', 'lifted')),
    constraint measure_restriction_ends check (ends_at > imposed_at),
    constraint measure_restriction_for_somebody check (warning <> '' or claim <> ''),
    constraint measure_restriction_ended_has_time check ((ended_at <> 0) = (state <> 'active')),
    constraint measure_restriction_unit_formed check (length(unit) = 12)
);

-- One protective stop of an account at a time.
create unique index measure_restriction_once on measure_restriction (account) where state = 'active';

create index measure_restriction_of_unit on measure_restriction (imposed_at, id, unit);
create index measure_restriction_of_claim on measure_restriction (claim) where claim <> '';
create index measure_restriction_alarm on measure_restriction (alarm_at) where alarm_at > 0;

create table measure_mark (
    id           text   not null,
    number       text   not null, -- BJ20261121-000123
    unit         text   not null,
    bank         text   not null,
    subject_kind text   not null,
    subject      text   not null,
    kind         text   not null,
    basis        text   not null,
    source       text   not null,
    state        text   not null,
    set_at       bigint not null,
    set_by       text   not null,
    ends_at      bigint not null,
    ended_at     bigint not null,
    ended_by     text   not null,
    end_reason   text   not null,
    version      bigint not null,
    alarm_at     bigint not null,
    constraint measure_mark_pkey primary key (id),
    constraint measure_mark_number_once unique (number),
    constraint measure_mark_state_known check (state in ('active', 'ended', 'removed')),
    constraint measure_mark_subject_known check (subject_kind in ('account', 'person')),
    constraint measure_mark_ends check (ends_at > set_at),
    constraint measure_mark_ended_has_time check ((ended_at <> 0) = (state <> 'active')),
    constraint measure_mark_unit_formed check (length(unit) = 12)
);

-- One mark of a kind on a subject at a time.
create unique index measure_mark_once on measure_mark (subject, kind) where state = 'active';

create index measure_mark_of_unit on measure_mark (set_at, id, unit);
create index measure_mark_alarm on measure_mark (alarm_at) where alarm_at > 0;
