-- What banks have said, whether it counted or not. The bank's own id keeps an answer from being taken in twice. New table only;
-- locks nothing.

-- +goose Up
create table stop_answer (
    bank         text    not null,
    id           text    not null,
    claim_id     text    not null,
    message_id   text    not null,
    seq          bigint  not null,
    at           bigint  not null, -- by the bank's clock
    received_at  bigint  not null,
    result       text    not null,
    refusal      text    not null,
    text         text    not null,
    executed_at  bigint  not null,
    expires_at   bigint  not null,
    held_fen     bigint  not null,
    balance_fen  bigint  not null,
    earlier      text    not null, -- JSON
    dispositions text    not null, -- JSON
    final        boolean not null,
    person       text    not null,
    phone        text    not null,
    effect       text    not null,
    hash         text    not null,
    constraint stop_answer_once primary key (bank, id),
    constraint stop_answer_effect_known check (effect in ('counted', 'late', 'conflict'))
);

create index stop_answer_of_claim on stop_answer (claim_id, received_at);
