-- Why: what came back, what was seized, and which cards were involved in a case. New tables only; locks nothing.

-- +goose Up
create table case_money (
    id      text    not null,
    case_id text    not null,
    gone    boolean not null,
    version bigint  not null,
    kind    text    not null,
    fen     bigint  not null,
    at      bigint  not null, -- all times UTC microseconds
    note    text    not null,
    constraint case_money_pkey primary key (id),
    constraint case_money_positive check (fen > 0)
);
create index case_money_of on case_money (case_id);
create index case_money_at on case_money (kind, at);

create table case_exhibit (
    id      text    not null,
    case_id text    not null,
    gone    boolean not null,
    version bigint  not null,
    kind    text    not null,
    n       bigint  not null,
    fen     bigint  not null,
    at      bigint  not null,
    note    text    not null,
    constraint case_exhibit_pkey primary key (id),
    constraint case_exhibit_counted check (n > 0 and fen >= 0)
);
create index case_exhibit_of on case_exhibit (case_id);
create index case_exhibit_at on case_exhibit (kind, at);

create table case_card (
    id         text    not null,
    case_id    text    not null,
    gone       boolean not null,
    version    bigint  not null,
    kind       text    not null,
    mark       text    not null, -- last four characters
    bank       text    not null,
    carrier    text    not null,
    outlet     text    not null,
    opened_at  bigint  not null, -- 0 = not known
    at         bigint  not null,
    result     text    not null, -- of the look back (一案双查); empty: open
    checked_at bigint  not null,
    check_note text    not null,
    constraint case_card_pkey primary key (id),
    constraint case_card_one_issuer check ((bank = '') <> (carrier = '')),
    constraint case_card_result_dated check ((result = '') = (checked_at = 0))
);
create index case_card_of on case_card (case_id);
create index case_card_at on case_card (at, id);
