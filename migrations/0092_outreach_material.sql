-- Materials (宣传资料) with the moves of their stock, works (作品), ambassadors and awards (形象大使、获奖). New tables only; locks nothing.

-- +goose Up
create table outreach_material (
    id         text   not null,
    number     text   not null, -- ZL20261122-000001
    unit       text   not null,
    state      text   not null,
    at         bigint not null, -- when it happened; all times UTC microseconds, 0 = not set
    made_at    bigint not null,
    made_by    text   not null,
    note       text   not null,
    version    bigint not null,
    alarm_at   bigint not null,
    kind        text not null,
    title       text not null,
    edition     text not null,
    body        text not null,
    sha256      text not null,
    printed     bigint not null,
    handed      bigint not null,
    spoiled     bigint not null,
    approved_by text not null,
    constraint outreach_material_pkey primary key (id),
    constraint outreach_material_number_once unique (number),
    constraint outreach_material_state_known check (state in ('draft', 'approved', 'retired', 'void')),
    constraint outreach_material_unit_formed check (length(unit) = 12),
    constraint outreach_material_stock_left check (printed >= 0 and handed >= 0 and spoiled >= 0 and printed - handed - spoiled >= 0),
    constraint outreach_material_four_eyes check (approved_by <> made_by)
);

create index outreach_material_listed on outreach_material (at, id, unit);

create table outreach_move (
    id         text   not null,
    number     text   not null, -- CR20261122-000001
    unit       text   not null,
    state      text   not null,
    at         bigint not null, -- when it happened; all times UTC microseconds, 0 = not set
    made_at    bigint not null,
    made_by    text   not null,
    note       text   not null,
    version    bigint not null,
    alarm_at   bigint not null,
    material   text not null,
    kind       text not null,
    act        text not null,
    n          bigint not null,
    event      text not null,
    region     text not null,
    constraint outreach_move_pkey primary key (id),
    constraint outreach_move_number_once unique (number),
    constraint outreach_move_state_known check (state in ('recorded', 'void')),
    constraint outreach_move_unit_formed check (length(unit) = 12),
    constraint outreach_move_act_known check (act in ('printed', 'handed', 'spoiled')),
    constraint outreach_move_counts check (n > 0)
);

create index outreach_move_listed on outreach_move (at, id, unit);
create index outreach_move_of_material on outreach_move (material, at);
create index outreach_move_of_event on outreach_move (event) where event <> '';

create table outreach_work (
    id         text   not null,
    number     text   not null, -- ZP20261122-000001
    unit       text   not null,
    state      text   not null,
    at         bigint not null, -- when it happened; all times UTC microseconds, 0 = not set
    made_at    bigint not null,
    made_by    text   not null,
    note       text   not null,
    version    bigint not null,
    alarm_at   bigint not null,
    title       text not null,
    genre       text not null,
    platform    text not null,
    views       bigint not null,
    views_day   bigint not null,
    rights      text not null,
    rights_note text not null,
    constraint outreach_work_pkey primary key (id),
    constraint outreach_work_number_once unique (number),
    constraint outreach_work_state_known check (state in ('recorded', 'void', 'ended')),
    constraint outreach_work_unit_formed check (length(unit) = 12),
    constraint outreach_work_counts check (views >= 0)
);

create index outreach_work_listed on outreach_work (at, id, unit);

create table outreach_honour (
    id         text   not null,
    number     text   not null, -- RY20261122-000001
    unit       text   not null,
    state      text   not null,
    at         bigint not null, -- when it happened; all times UTC microseconds, 0 = not set
    made_at    bigint not null,
    made_by    text   not null,
    note       text   not null,
    version    bigint not null,
    alarm_at   bigint not null,
    kind       text not null,
    title      text not null,
    rank       bigint not null,
    document   text not null,
    until_day  bigint not null,
    constraint outreach_honour_pkey primary key (id),
    constraint outreach_honour_number_once unique (number),
    constraint outreach_honour_state_known check (state in ('recorded', 'void', 'ended')),
    constraint outreach_honour_unit_formed check (length(unit) = 12),
    constraint outreach_honour_kind_known check (kind in ('ambassador', 'award'))
);

create index outreach_honour_listed on outreach_honour (at, id, unit);
