-- Population bases (人口基数) and APP registrations (注册) by area or member unit, as of a day. New tables only; locks nothing.

-- +goose Up
create table outreach_base (
    id         text   not null,
    number     text   not null, -- JS20261122-000001
    unit       text   not null,
    state      text   not null,
    at         bigint not null, -- when it happened; all times UTC microseconds, 0 = not set
    made_at    bigint not null,
    made_by    text   not null,
    note       text   not null,
    version    bigint not null,
    alarm_at   bigint not null,
    region     text not null,
    member     text not null,
    day        bigint not null, -- days since 1970-01-01 in the centre's zone
    people     bigint not null,
    delta      bigint not null, -- since the base before it
    source     text not null,
    constraint outreach_base_pkey primary key (id),
    constraint outreach_base_number_once unique (number),
    constraint outreach_base_state_known check (state in ('recorded', 'void')),
    constraint outreach_base_unit_formed check (length(unit) = 12),
    constraint outreach_base_of_one check ((region = '') <> (member = '')),
    constraint outreach_base_counts check (people > 0)
);

create index outreach_base_listed on outreach_base (at, id, unit);
create unique index outreach_base_once on outreach_base (region, member, day) where state = 'recorded';

create table outreach_registration (
    id         text   not null,
    number     text   not null, -- ZC20261122-000001
    unit       text   not null,
    state      text   not null,
    at         bigint not null, -- when it happened; all times UTC microseconds, 0 = not set
    made_at    bigint not null,
    made_by    text   not null,
    note       text   not null,
    version    bigint not null,
    alarm_at   bigint not null,
    region     text not null,
    member     text not null,
    day        bigint not null,
    people     bigint not null,
    delta      bigint not null, -- since the entry of the day before it
    constraint outreach_registration_pkey primary key (id),
    constraint outreach_registration_number_once unique (number),
    constraint outreach_registration_state_known check (state in ('recorded', 'void')),
    constraint outreach_registration_unit_formed check (length(unit) = 12),
    constraint outreach_registration_of_one check ((region = '') <> (member = '')),
    constraint outreach_registration_counts check (people >= 0)
);

create index outreach_registration_listed on outreach_registration (at, id, unit);
create unique index outreach_registration_once on outreach_registration (region, member, day) where state = 'recorded';
