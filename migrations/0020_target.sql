-- People at risk, their numbers, and who saw which of their values in full. New tables only; locks nothing.

-- +goose Up
create table target (
    id           text   not null,
    name         text   not null,
    id_number    text   not null, -- '' = not known
    phone        text   not null, -- seen last; '' = none
    place        text   not null,
    unit         text   not null,
    merged_into  text   not null, -- '' = a living record
    last_warning text   not null,
    first_at     bigint not null, -- UTC microseconds, event time
    last_at      bigint not null,
    hits         bigint not null,
    version      bigint not null,
    constraint target_pkey primary key (id),
    constraint target_unit_is_a_unit check (length(unit) = 12)
);

create unique index one_target_per_identity on target (id_number) where id_number <> '';
create index target_by_unit on target (unit);
create index target_by_name on target (name);

create table target_phone (
    phone  text   not null,
    target text   not null,
    n      bigint not null, -- order of linking within the target
    constraint one_target_per_phone primary key (phone)
);

create index target_phone_by_target on target_phone (target);

create table unmasking (
    id         text   not null,
    target     text   not null,
    at         bigint not null,
    actor      text   not null,
    actor_name text   not null,
    unit       text   not null,
    field      text   not null,
    reason     text   not null,
    warning    text   not null,
    constraint unmasking_pkey primary key (id),
    constraint unmasking_has_a_reason check (reason <> '')
);

create index unmasking_by_target on unmasking (target, at);
