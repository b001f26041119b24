-- Freezes (冻结): money kept at a bank by a written decision. alarm_at repeats what the code computes from the row, so that the
-- clock is one index. A new table only; locks nothing.

-- +goose Up
create table measure_freeze (
    id              text    not null,
    number          text    not null, -- DJ20261121-000123
    order_id        text    not null, -- stop order whose money it keeps
    claim           text    not null,
    unit            text    not null,
    bank            text    not null,
    account         text    not null,
    holder          text    not null,
    fen             bigint  not null,
    frozen_fen      bigint  not null,
    interest        boolean not null,
    major           boolean not null,
    months          bigint  not null,
    case_number     text    not null,
    document        text    not null,
    document_sha256 text    not null,
    state           text    not null,
    proposed_at     bigint  not null, -- all times UTC microseconds, 0 = not set
    proposed_by     text    not null,
    approved_at     bigint  not null,
    approved_by     text    not null,
    approver_unit   text    not null,
    executed_at     bigint  not null, -- by the bank
    expires_at      bigint  not null,
    earlier_organ   text    not null,
    earlier_fen     bigint  not null,
    earlier_until   bigint  not null,
    renewals        bigint  not null,
    renew_asked_at  bigint  not null,
    renew_asked_by  text    not null,
    renew_basis     text    not null,
    announced       bigint  not null,
    lift_by         bigint  not null,
    ended_at        bigint  not null,
    ended_by        text    not null,
    end_reason      text    not null,
    version         bigint  not null,
    alarm_at        bigint  not null,
    constraint measure_freeze_pkey primary key (id),
    constraint measure_freeze_number_once unique (number),
    constraint measure_freeze_state_known check (state in ('proposed', 'approved', 'waiting', 'active', 'declined', 'withdrawn', 'rejected', 'lifted',
        'lapsed')),
    constraint measure_freeze_names_amount check (fen > 0),
    constraint measure_freeze_within_amount check (frozen_fen between 0 and fen),
    constraint measure_freeze_active_has_money check (state <> 'active' or frozen_fen > 0),
    constraint measure_freeze_live_ends check (state not in ('active', 'waiting') or expires_at > executed_at and executed_at > 0),
    constraint measure_freeze_approved_by_other check (approved_by = '' or approved_by <> proposed_by),
    constraint measure_freeze_rests_on_document check (case_number <> '' and document <> '' and length(document_sha256) = 64),
    constraint measure_freeze_ended_has_time check ((ended_at <> 0) = (state in ('declined', 'withdrawn', 'rejected', 'lifted', 'lapsed'))),
    constraint measure_freeze_unit_formed check (length(unit) = 12)
);

-- The same money is frozen once (不得重复冻结).
create unique index measure_freeze_once on measure_freeze (order_id) where state in ('proposed', 'approved', 'waiting', 'active');

create index measure_freeze_of_unit on measure_freeze (proposed_at, id, unit);
create index measure_freeze_of_claim on measure_freeze (claim);
create index measure_freeze_of_account on measure_freeze (account);
create index measure_freeze_ending on measure_freeze (expires_at) where state in ('active', 'waiting');
create index measure_freeze_alarm on measure_freeze (alarm_at) where alarm_at > 0;
