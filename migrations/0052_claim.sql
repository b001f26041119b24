-- Claims (止付申请): what a victim reported, and its payments. The row of a claim is locked by every decision about it or its
-- orders, so the bounds over all orders of a claim hold. New tables only; locks nothing.

-- +goose Up
create table stop_claim (
    id             text    not null,
    number         text    not null, -- ZF20261121-000123
    receipt        text    not null, -- what the victim follows the money by; unguessable
    unit           text    not null,
    unit_name      text    not null,
    state          text    not null,
    standing       text    not null,
    confirm_by     bigint  not null, -- all times UTC microseconds, 0 = not set
    strength       bigint  not null,
    reasons        text    not null, -- JSON list of codes
    source         text    not null,
    reporter       text    not null,
    cause          text    not null,
    warning        text    not null,
    fraud          text    not null,
    brief          text    not null,
    victim_name    text    not null,
    victim_id      text    not null,
    victim_phone   text    not null,
    loss_fen       bigint  not null,
    held_fen       bigint  not null,
    exit_fen       bigint  not null,
    back_fen       bigint  not null,
    cap_fen        bigint  not null,
    opened_at      bigint  not null,
    opened_by      text    not null,
    officers       text    not null, -- JSON list of two
    document_kind  text    not null,
    document_number text   not null,
    document_sha   text    not null,
    review_by      bigint  not null,
    review_told    boolean not null,
    reviewed       bigint  not null,
    reviewed_by    text    not null,
    finding        text    not null,
    closed_at      bigint  not null,
    next_at        bigint  not null, -- when a clock has something to do, 0 = never
    latest_at      bigint  not null, -- of the latest decision
    version        bigint  not null, -- what a person decides on
    rev            bigint  not null, -- every change
    constraint stop_claim_pkey primary key (id),
    constraint stop_claim_number_once unique (number),
    constraint stop_claim_receipt_once unique (receipt),
    constraint stop_claim_state_known check (state in ('open', 'closed', 'withdrawn')),
    constraint stop_claim_standing_known check (standing in ('provisional', 'confirmed', 'lapsed')),
    constraint stop_claim_provisional_ends check (standing <> 'provisional' or confirm_by > 0),
    constraint stop_claim_unit_formed check (length(unit) = 12),
    constraint stop_claim_loss_positive check (loss_fen > 0),
    constraint stop_claim_back_within_loss check (back_fen between 0 and loss_fen)
);

create index stop_claim_list on stop_claim (opened_at, id, unit);
create index stop_claim_due on stop_claim (next_at) where next_at > 0;
create index stop_claim_reporter on stop_claim (reporter, opened_at) where reporter <> '';
create index stop_claim_warning on stop_claim (warning) where warning <> '';

create table stop_payment (
    id            text    not null,
    claim_id      text    not null,
    bank          text    not null,
    account       text    not null,
    ref           text    not null,
    at            bigint  not null,
    fen           bigint  not null,
    channel       text    not null,
    payee_bank    text    not null,
    payee_account text    not null,
    payee_name    text    not null,
    payee_kind    text    not null,
    seen          boolean not null,
    voucher       boolean not null,
    constraint stop_payment_pkey primary key (id),
    constraint stop_payment_amount_positive check (fen > 0)
);

create index stop_payment_of_claim on stop_payment (claim_id, id);
create index stop_payment_payee on stop_payment (payee_account, at);

-- What made a change happen once.
create table stop_cause (
    cause    text   not null,
    claim_id text   not null,
    constraint stop_cause_once primary key (cause)
);
