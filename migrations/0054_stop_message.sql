-- What is sent to banks: sealed bytes, and how far their delivery has come. A message is leased to one deliverer at a time.
-- New table only; locks nothing.

-- +goose Up
create table stop_message (
    id          text    not null, -- the idempotency key on the wire
    kind        text    not null,
    number      text    not null,
    claim_id    text    not null,
    order_id    text    not null, -- stop order concerned
    bank        text    not null,
    seq         bigint  not null, -- per bank, ascending in the order of the commits
    ref         text    not null, -- freeze, thaw: the measure behind it
    fen         bigint  not null,
    state       text    not null,
    escalate    boolean not null,
    tries       bigint  not null,
    next_at     bigint  not null,
    drop_at     bigint  not null,
    lease_until bigint  not null,
    sent_at     bigint  not null,
    done_at     bigint  not null,
    last_fault  text    not null,
    suite       text    not null,
    key         text    not null,
    seal        bytea   not null,
    canonical   bytea   not null,
    constraint stop_message_pkey primary key (id),
    constraint stop_message_numbered_once unique (bank, seq),
    constraint stop_message_kind_known check (kind in ('stop', 'release', 'freeze', 'thaw', 'remind')),
    constraint stop_message_state_known check (state in ('due', 'queued', 'sent', 'done', 'failed', 'cancelled')),
    constraint stop_message_sealed check (length(seal) > 0 and length(canonical) > 0),
    constraint stop_message_amount_named check (kind in ('stop', 'remind') or fen > 0)
);

create index stop_message_due on stop_message (bank, next_at) where state = 'due';
create index stop_message_of_claim on stop_message (claim_id, id);
create index stop_message_open on stop_message (bank, seq) where state in ('due', 'queued', 'sent');
