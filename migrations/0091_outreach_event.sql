-- Publicity events (宣传活动), campaigns (集中宣传月) and pledges (三个一). New tables only; locks nothing.

-- +goose Up
create table outreach_campaign (
    id         text   not null,
    number     text   not null, -- YD20261122-000001
    unit       text   not null,
    state      text   not null,
    at         bigint not null, -- when it happened; all times UTC microseconds, 0 = not set
    made_at    bigint not null,
    made_by    text   not null,
    note       text   not null,
    version    bigint not null,
    alarm_at   bigint not null,
    title         text not null,
    theme         text not null,
    from_day      bigint not null, -- days since 1970-01-01 in the centre's zone
    to_day        bigint not null,
    plan_events   bigint not null,
    plan_audience bigint not null,
    result        text not null,
    constraint outreach_campaign_pkey primary key (id),
    constraint outreach_campaign_number_once unique (number),
    constraint outreach_campaign_state_known check (state in ('recorded', 'void', 'ended')),
    constraint outreach_campaign_unit_formed check (length(unit) = 12),
    constraint outreach_campaign_ends check (to_day >= from_day)
);

create index outreach_campaign_listed on outreach_campaign (at, id, unit);

create table outreach_event (
    id         text   not null,
    number     text   not null, -- XC20261122-000001
    unit       text   not null,
    state      text   not null,
    at         bigint not null, -- when it happened; all times UTC microseconds, 0 = not set
    made_at    bigint not null,
    made_by    text   not null,
    note       text   not null,
    version    bigint not null,
    alarm_at   bigint not null,
    kind        text not null,
    form        text not null,
    venue       text not null,
    title       text not null,
    theme       text not null,
    campaign    text not null,
    task        text not null,
    region      text not null,
    place       text not null,
    audience    bigint not null, -- people present
    views       bigint not null, -- never added to those present
    large       boolean not null,
    staff       bigint not null,
    quiz_count  bigint not null,
    quiz_before bigint not null,
    quiz_after  bigint not null,
    photos      text not null, -- JSON: digest and size of each
    constraint outreach_event_pkey primary key (id),
    constraint outreach_event_number_once unique (number),
    constraint outreach_event_state_known check (state in ('recorded', 'void')),
    constraint outreach_event_unit_formed check (length(unit) = 12),
    constraint outreach_event_counts check (audience >= 0 and views >= 0 and audience + views > 0)
);

create index outreach_event_listed on outreach_event (at, id, unit);
create index outreach_event_region on outreach_event (region, at) where region <> '';
create index outreach_event_task on outreach_event (task) where task <> '';
create index outreach_event_campaign on outreach_event (campaign) where campaign <> '';

create table outreach_pledge (
    id         text   not null,
    number     text   not null, -- CN20261122-000001
    unit       text   not null,
    state      text   not null,
    at         bigint not null, -- when it happened; all times UTC microseconds, 0 = not set
    made_at    bigint not null,
    made_by    text   not null,
    note       text   not null,
    version    bigint not null,
    alarm_at   bigint not null,
    event      text not null,
    region     text not null,
    venue      text not null,
    place      text not null,
    letters    bigint not null,
    handbooks  bigint not null,
    pledges    bigint not null,
    sha256     text not null,
    constraint outreach_pledge_pkey primary key (id),
    constraint outreach_pledge_number_once unique (number),
    constraint outreach_pledge_state_known check (state in ('recorded', 'void')),
    constraint outreach_pledge_unit_formed check (length(unit) = 12),
    constraint outreach_pledge_counts check (letters >= 0 and handbooks >= 0 and pledges >= 0)
);

create index outreach_pledge_listed on outreach_pledge (at, id, unit);
