-- Why: the case register (案件): one row a case, and its special actions and claims. New tables only; locks nothing.

-- +goose Up
create table case_file (
    id             text    not null,
    number         text    not null,
    unit           text    not null, -- whose case it is
    region         text    not null,
    fraud          text    not null,
    scope          text    not null,
    track          text    not null,
    state          text    not null,
    void           boolean not null, -- withdrawn because it was entered by mistake
    filed_at       bigint  not null, -- all times UTC microseconds, 0 = not set
    occurred_at    bigint  not null,
    solved_at      bigint  not null,
    closed_at      bigint  not null,
    withdrawn_at   bigint  not null,
    entered_at     bigint  not null,
    entered_by     text    not null,
    updated_at     bigint  not null,
    loss_fen       bigint  not null,
    band           text    not null,
    large          boolean not null,
    campaigns      text    not null, -- by "|"
    claims         text    not null, -- ids, by "|"
    victim_kind    text    not null,
    victim_name    text    not null,
    victim_sex     text    not null,
    victim_age     bigint  not null, -- -1: not known
    age_band       text    not null,
    occupation     text    not null,
    victim_area    text    not null,
    member_unit    text    not null,
    warned         boolean not null,
    warning        text    not null,
    supervision    text    not null,
    supervised_at  bigint  not null,
    supervise_due  bigint  not null,
    supervise_ref  text    not null,
    progress_at    bigint  not null,
    brief          text    not null,
    version        bigint  not null,
    constraint case_file_pkey primary key (id),
    constraint case_number_once unique (number),
    constraint case_state_known check (state in ('filed', 'solved', 'closed', 'withdrawn')),
    constraint case_state_dated check (filed_at > 0 and (state not in ('solved', 'closed') or solved_at > 0) and (state <> 'closed' or closed_at > 0)
        and (state = 'withdrawn') = (withdrawn_at > 0)),
    constraint case_void_is_withdrawn check (state = 'withdrawn' or not void),
    constraint case_loss_not_negative check (loss_fen >= 0),
    constraint case_supervised_has_day check ((supervision = '') = (supervised_at = 0)),
    constraint case_unit_formed check (length(unit) = 12)
);

create index case_of_unit on case_file (filed_at, id, unit);
create index case_solved on case_file (solved_at, unit) where solved_at > 0;
create index case_supervised on case_file (supervise_due) where supervision <> '';

-- Special actions and claims of a case, for lists.
create table case_link (
    case_id text not null,
    kind    text not null,
    value   text not null,
    constraint case_link_once primary key (kind, value, case_id),
    constraint case_link_known check (kind in ('campaign', 'claim'))
);
create index case_link_of on case_link (case_id);
