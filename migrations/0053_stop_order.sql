-- Stop orders (紧急止付指令) and the movements of money between accounts (legs). Every order names an amount; an account has each
-- of its two stops once (slot), supplements share the slot of the order they add to. New tables only; locks nothing.

-- +goose Up
create table stop_order (
    id          text    not null, -- the idempotency key on the wire
    number      text    not null,
    claim_id    text    not null,
    unit        text    not null,
    parent      text    not null,
    supplement  text    not null,
    renews      text    not null,
    layer       bigint  not null,
    bank        text    not null,
    account     text    not null,
    name        text    not null,
    kind        text    not null,
    matches     text    not null, -- JSON list of credits
    fen         bigint  not null,
    floor_fen   bigint  not null,
    lane        text    not null,
    limits      text    not null, -- JSON list of codes
    evidence    bigint  not null,
    mode        text    not null,
    count       bigint  not null,
    slot        text    not null, -- account/organ/count, empty when the order takes none of its account's stops
    basis       text    not null,
    reason      text    not null,
    state       text    not null,
    result      text    not null,
    refusal     text    not null,
    answer_seq  bigint  not null,
    final       boolean not null,
    flags       text    not null, -- JSON list of codes
    executed_at bigint  not null,
    expires_at  bigint  not null,
    bank_ends   bigint  not null,
    hold_state  text    not null,
    total_fen   bigint  not null,
    held_fen    bigint  not null,
    leaving_fen bigint  not null,
    freed_fen   bigint  not null,
    frozen_fen  bigint  not null,
    freeze_id   text    not null,
    sealed_at   bigint  not null,
    sent_at     bigint  not null,
    seen_at     bigint  not null,
    answered_at bigint  not null,
    held_at     bigint  not null,
    seen_by     bigint  not null,
    answer_by   bigint  not null,
    reminders   bigint  not null,
    remind_at   bigint  not null,
    escalated   bigint  not null,
    alerts      bigint  not null,
    seal_suite  text    not null,
    seal_key    text    not null,
    next_at     bigint  not null,
    version     bigint  not null,
    constraint stop_order_pkey primary key (id),
    constraint stop_order_number_once unique (number),
    constraint stop_order_amount_exact check (fen > 0),
    constraint stop_order_credits_named check (matches <> '[]' and matches <> 'null'),
    constraint stop_order_twice_at_most check (count between 1 and 2),
    constraint stop_order_sealed check (seal_key <> '' and sealed_at > 0),
    constraint stop_order_state_known check (state in ('sealed', 'sent', 'seen', 'answered', 'refused', 'failed', 'cancelled')),
    constraint stop_order_hold_known check (hold_state in ('', 'holding', 'releasing', 'released', 'expired', 'renewed', 'frozen')),
    constraint stop_order_hold_has_amount check ((held_fen > 0) = (hold_state in ('holding', 'releasing', 'frozen'))),
    constraint stop_order_hold_ends check (hold_state not in ('holding', 'releasing') or expires_at > 0),
    constraint stop_order_hold_from_execution check (expires_at = 0 or executed_at > 0),
    constraint stop_order_leaving_within_hold check (leaving_fen between 0 and held_fen)
);

-- An account has each of its stops once.
create unique index stop_order_slot_once on stop_order (slot) where slot <> '';

create index stop_order_of_claim on stop_order (claim_id, number);
create index stop_order_account on stop_order (account, sealed_at);
create index stop_order_bank on stop_order (bank, sealed_at, id);
create index stop_order_list on stop_order (sealed_at, id, unit);
create index stop_order_live on stop_order (expires_at) where hold_state in ('holding', 'releasing');
create index stop_order_waiting on stop_order (answer_by) where state in ('sealed', 'sent', 'seen');

create table stop_leg (
    id           text   not null,
    claim_id     text   not null,
    place        bigint not null, -- in the order in which they became known
    order_id     text   not null,
    layer        bigint not null,
    from_account text   not null,
    to_bank      text   not null,
    to_account   text   not null,
    to_name      text   not null,
    to_kind      text   not null,
    code         text   not null,
    at           bigint not null,
    fen          bigint not null,
    tainted_fen  bigint not null,
    ref          text   not null,
    spot         text   not null, -- cash, purchase: where
    mode         text   not null,
    next_order   text   not null,
    halt         text   not null,
    constraint stop_leg_pkey primary key (id),
    constraint stop_leg_part_of_whole check (fen > 0 and tainted_fen between 0 and fen)
);

create index stop_leg_of_claim on stop_leg (claim_id, place);
