-- Why: a part of the feedback, drawn so that anyone can draw it again, is called back by another unit (抽查回访).
-- Locks: new tables only.
-- +goose Up
create table sample_period (
    no       bigint not null, -- from 1, one after the other
    begun    bigint not null, -- UTC microseconds
    due      bigint not null, -- when it is drawn at the latest
    promise  text   not null, -- SHA-256 of the salt, shown from the beginning
    salt     text   not null, -- shown once it is drawn
    percent  bigint not null,
    drawn    bigint not null, -- 0: not yet
    drawn_by text   not null,
    listed   bigint not null, -- feedback in the frame when it was drawn
    chosen   bigint not null,
    cut      text   not null, -- the highest score that was chosen
    constraint sample_period_pkey primary key (no)
);

create unique index sample_period_one_open on sample_period (drawn) where drawn = 0;

create table sample_case (
    order_id text   not null,
    number   text   not null,
    warning  text   not null,
    target   text   not null,
    unit     text   not null, -- that reported, 12 digits
    result   text   not null,
    at       bigint not null, -- of the report
    period   bigint not null,
    score    text   not null, -- empty until the period is drawn
    state    text   not null,
    rev      bigint not null,
    body     text   not null, -- JSON: who called back and who settled, with their words
    constraint sample_case_pkey primary key (order_id),
    constraint sample_case_state_known check (state in ('listed', 'passed', 'drawn', 'agreed', 'differs', 'settled')),
    constraint sample_case_unit_formed check (length(unit) = 12)
);

create index sample_case_of_period on sample_case (period, state, order_id);
