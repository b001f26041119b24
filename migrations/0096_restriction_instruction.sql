-- A restriction of a victim's own account and its lifting are told to the bank like everything else: two more kinds of message, which
-- rest on a measure and on no claim (claim_id is empty), the unit of every message, for who may see it, and for what rests on a
-- measure when it was made, when the bank is reminded next, and what it has answered. Restriction and freeze say what
-- their bank has done, the restriction what it bounds. A check of kinds cannot be widened in both databases, so stop_message is made anew from
-- its own rows: the table is locked while they are copied (a second for a hundred thousand messages). The other columns have constant
-- defaults and lock for an instant.

-- +goose Up
create table stop_message_kept as select * from stop_message;

drop table stop_message;

create table stop_message (
    id          text    not null, -- the idempotency key on the wire
    kind        text    not null,
    number      text    not null,
    claim_id    text    not null, -- empty: it rests on a measure alone
    order_id    text    not null, -- stop order concerned
    bank        text    not null,
    seq         bigint  not null, -- per bank, ascending in the order of the commits
    ref         text    not null, -- freeze, thaw, restrict, lift: the measure behind it
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
    unit        text    not null default '',
    made_at     bigint  not null default 0,
    remind_at   bigint  not null default 0, -- 0 = no reminder is due
    reminders   bigint  not null default 0,
    result      text    not null default '', -- of the answer that counts
    refusal     text    not null default '',
    constraint stop_message_pkey primary key (id),
    constraint stop_message_numbered_once unique (bank, seq),
    constraint stop_message_kind_known check (kind in ('stop', 'release', 'freeze', 'thaw', 'remind', 'restrict', 'lift')),
    constraint stop_message_state_known check (state in ('due', 'queued', 'sent', 'done', 'failed', 'cancelled')),
    constraint stop_message_sealed check (length(seal) > 0 and length(canonical) > 0),
    constraint stop_message_amount_named check (kind in ('stop', 'remind', 'restrict', 'lift') or fen > 0),
    constraint stop_message_rests_on_something check (claim_id <> '' or ref <> '')
);

insert into stop_message (id, kind, number, claim_id, order_id, bank, seq, ref, fen, state, escalate, tries, next_at, drop_at, lease_until,
    sent_at, done_at, last_fault, suite, key, seal, canonical, unit)
select id, kind, number, claim_id, order_id, bank, seq, ref, fen, state, escalate, tries, next_at, drop_at, lease_until, sent_at, done_at,
    last_fault, suite, key, seal, canonical, coalesce((select c.unit from stop_claim c where c.id = k.claim_id), '')
from stop_message_kept k;

drop table stop_message_kept;

create index stop_message_due on stop_message (bank, next_at) where state = 'due';
create index stop_message_of_claim on stop_message (claim_id, id);
create index stop_message_of_measure on stop_message (ref, seq) where ref <> '';
create index stop_message_open on stop_message (bank, seq) where state in ('due', 'queued', 'sent');
create index stop_message_remind on stop_message (remind_at) where remind_at > 0 and claim_id = '';

alter table measure_restriction add column limits text not null default 'non_counter';
alter table measure_restriction add column bank_state text not null default '';
alter table measure_restriction add column bank_refusal text not null default '';
alter table measure_restriction add column bank_at bigint not null default 0;
alter table measure_freeze add column bank_state text not null default '';
alter table measure_freeze add column bank_refusal text not null default '';
alter table measure_freeze add column bank_at bigint not null default 0;
