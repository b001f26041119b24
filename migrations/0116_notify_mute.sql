-- Who is sent no messages (免打扰), and the gate through which one at a time decides who goes next. New tables only; locks nothing.

-- +goose Up
create table notify_mute (
    target       text   not null,
    unit         text   not null,
    until        bigint not null, -- UTC microseconds, 0 = no longer
    why          text   not null,
    made_by      text   not null,
    made_by_name text   not null,
    at           bigint not null,
    constraint notify_mute_pkey primary key (target)
);

create table notify_gate (
    id     integer not null,
    passed bigint  not null,
    constraint notify_gate_pkey primary key (id),
    constraint notify_gate_one check (id = 1)
);
