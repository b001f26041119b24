-- Counter alerts (柜面警情): what tellers tell the centre, and its answers. A new table only; locks nothing.

-- +goose Up
create table counter_alert (
    id          text   not null,
    number      text   not null,
    bank        text   not null,
    unit        text   not null,
    at          bigint not null, -- UTC microseconds
    given_by    text   not null,
    customer    text   not null,
    phone       text   not null,
    account     text   not null,
    payee       text   not null,
    fen         bigint not null,
    description text   not null,
    state       text   not null,
    answer_by   bigint not null,
    answer      text   not null,
    answered_at bigint not null,
    answered_by text   not null,
    version     bigint not null,
    constraint counter_alert_pkey primary key (id),
    constraint counter_alert_number_once unique (number),
    constraint counter_alert_state check (state in ('open', 'answered')),
    constraint counter_alert_fen_not_negative check (fen >= 0)
);

create index counter_alert_unit on counter_alert (unit, state, at);
create index counter_alert_bank on counter_alert (bank, state, at);
