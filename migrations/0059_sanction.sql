-- Joint punishment (惩戒): one row per sanction. A new table only; locks nothing.

-- +goose Up
create table sanction (
    id            text    not null,
    number        text    not null, -- CJ20261121-000123
    unit          text    not null, -- that nominated
    name          text    not null,
    id_number     text    not null,
    minor         boolean not null,
    tier          bigint  not null,
    crime         text    not null,
    cards         bigint  not null,
    times         bigint  not null,
    persons       bigint  not null,
    false_identity boolean not null,
    case_number   text    not null,
    document      text    not null,
    document_sha256 text  not null,
    measures      text    not null, -- codes, by spaces
    edition       text    not null, -- of the rules, stamped at recognition
    years         bigint  not null,
    state         text    not null,
    nominated_at  bigint  not null, -- all times UTC microseconds, 0 = not set
    nominated_by  text    not null,
    recognised_at bigint  not null,
    recognised_by text    not null,
    recognised_in text    not null,
    noticed_at    bigint  not null,
    noticed_by    text    not null,
    notice_ref    text    not null,
    starts_at     bigint  not null,
    ends_at       bigint  not null,
    chain_from    bigint  not null,
    appeal        text    not null,
    appeal_at     bigint  not null,
    appeal_by     text    not null,
    appeal_text   text    not null,
    appeal_due    bigint  not null,
    appeal_late   boolean not null,
    appeal_end    bigint  not null,
    appeal_reason text    not null,
    appeal_remedy text    not null,
    ended_at      bigint  not null,
    ended_by      text    not null,
    end_reason    text    not null,
    version       bigint  not null,
    alarm_at      bigint  not null,
    constraint sanction_pkey primary key (id),
    constraint sanction_number_once unique (number),
    constraint sanction_state_known check (state in ('nominated', 'declined', 'recognised', 'noticed', 'in_force', 'ended', 'revoked')),
    constraint sanction_tier_known check (tier in (1, 2)),
    constraint sanction_noticed_before_effect check (state not in ('noticed', 'in_force', 'ended') or noticed_at > 0 and starts_at >= noticed_at),
    constraint sanction_has_end check (state not in ('noticed', 'in_force', 'ended') or ends_at > starts_at and chain_from <= starts_at),
    constraint sanction_recognised_by_other check (recognised_by = '' or recognised_by <> nominated_by),
    constraint sanction_recognised_by_edition check ((recognised_at <> 0) = (edition <> '' and years > 0)),
    constraint sanction_rests_on_document check (case_number <> '' and document <> '' and length(document_sha256) = 64),
    constraint sanction_appeal_known check (appeal in ('', 'open', 'upheld', 'refused')),
    constraint sanction_appeal_has_clock check (appeal = '' or appeal_due > appeal_at),
    constraint sanction_refused_appeal_has_remedy check (appeal <> 'refused' or appeal_remedy <> ''),
    constraint sanction_ended_has_time check ((ended_at <> 0) = (state in ('declined', 'ended', 'revoked'))),
    constraint sanction_unit_formed check (length(unit) = 12)
);

-- One live sanction of a subject on one document.
create unique index sanction_once on sanction (id_number, document) where state in ('nominated', 'recognised', 'noticed', 'in_force');
-- Terms of a subject follow on each other: two notices in the same moment cannot both begin on the same day.
create unique index sanction_one_start on sanction (id_number, starts_at) where state in ('noticed', 'in_force');

create index sanction_of_unit on sanction (nominated_at, id, unit);
create index sanction_of_case on sanction (case_number);
create index sanction_alarm on sanction (alarm_at) where alarm_at > 0;
