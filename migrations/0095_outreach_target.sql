-- Targeted tasks (精准宣传任务) and fraud-free units (无诈单位). New tables only; locks nothing.

-- +goose Up
create table outreach_task (
    id         text   not null,
    number     text   not null, -- RW20261122-000001
    unit       text   not null,
    state      text   not null,
    at         bigint not null, -- when it happened; all times UTC microseconds, 0 = not set
    made_at    bigint not null,
    made_by    text   not null,
    note       text   not null,
    version    bigint not null,
    alarm_at   bigint not null,
    from_unit   text not null,
    sides       text not null, -- JSON: side and value
    region      text not null,
    from_day    bigint not null,
    to_day      bigint not null,
    cases       bigint not null, -- -1: too few to show
    body        text not null,
    due_at      bigint not null,
    accepted_at bigint not null,
    accepted_by text not null,
    done_at     bigint not null,
    done_by     text not null,
    reached     bigint not null,
    result      text not null,
    constraint outreach_task_pkey primary key (id),
    constraint outreach_task_number_once unique (number),
    constraint outreach_task_state_known check (state in ('sent', 'accepted', 'done', 'withdrawn')),
    constraint outreach_task_unit_formed check (length(unit) = 12)
);

create index outreach_task_listed on outreach_task (at, id, unit);

create table outreach_fraud_free (
    id         text   not null,
    number     text   not null, -- WZ20261122-000001
    unit       text   not null,
    state      text   not null,
    at         bigint not null, -- when it happened; all times UTC microseconds, 0 = not set
    made_at    bigint not null,
    made_by    text   not null,
    note       text   not null,
    version    bigint not null,
    alarm_at   bigint not null,
    kind         text not null,
    title        text not null,
    region       text not null,
    member       text not null,
    watch_from   bigint not null,
    watch_to     bigint not null,
    criteria     text not null, -- JSON
    awarded_at   bigint not null,
    awarded_by   text not null,
    withdrawn_at bigint not null,
    case_id      text not null,
    constraint outreach_fraud_free_pkey primary key (id),
    constraint outreach_fraud_free_number_once unique (number),
    constraint outreach_fraud_free_state_known check (state in ('applied', 'watching', 'awarded', 'refused', 'withdrawn')),
    constraint outreach_fraud_free_unit_formed check (length(unit) = 12),
    constraint outreach_fraud_free_four_eyes check (awarded_by <> made_by)
);

create index outreach_fraud_free_listed on outreach_fraud_free (at, id, unit);
create unique index outreach_fraud_free_live on outreach_fraud_free (title, region) where state in ('applied', 'watching', 'awarded');
create index outreach_fraud_free_region on outreach_fraud_free (region) where state = 'awarded';
