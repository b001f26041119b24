-- Why: scenarios have a life in the records: versions with their texts, which set was in force from which place of the log, back-tests
-- with what their numbers count, and what ran in shadow beside the live set.
-- Locks: new tables only.
-- +goose Up
create table scenario_text (
    hash text not null, -- first 16 bytes of SHA-256, hexadecimal
    body text not null,
    constraint scenario_text_pkey primary key (hash)
);

create table scenario_version (
    id     text   not null,
    code   text   not null,
    number bigint not null, -- the file's version
    unit   text   not null, -- whose it is, 12 digits; the root for what is shipped
    state  text   not null,
    origin text   not null,
    hash   text   not null, -- of the text
    at     bigint not null, -- made; UTC microseconds
    rev    bigint not null,
    body   text   not null, -- JSON: what nothing is searched by
    constraint scenario_version_pkey primary key (id),
    constraint scenario_version_state_known check (state in ('draft', 'shadow', 'proposed', 'published', 'paused', 'retired', 'discarded')),
    constraint scenario_version_origin_known check (origin in ('shipped', 'folder', 'own', 'hub')),
    constraint scenario_version_unit_formed check (length(unit) = 12)
);

-- A number of a code is one text; a release may bring another text under the same number.
create unique index scenario_version_once on scenario_version (code, number) where origin in ('own', 'hub');
-- One version of a code is in force.
create unique index scenario_version_one_in_force on scenario_version (code) where state in ('published', 'paused');
create index scenario_version_list on scenario_version (at, id, unit);

create table scenario_set (
    hash text   not null, -- of everything that decides hits
    body text   not null, -- JSON: its files by layer, path and hash
    at   bigint not null,
    constraint scenario_set_pkey primary key (hash)
);

create table scenario_epoch (
    partition_no bigint not null,
    n            bigint not null, -- 1, 2, 3 …
    set_hash     text   not null,
    after_seq    bigint not null, -- envelopes after this place are the set's
    at           bigint not null,
    constraint scenario_epoch_pkey primary key (partition_no, n)
);

create table scenario_job (
    id      text   not null,
    kind    text   not null,
    state   text   not null,
    unit    text   not null, -- of who asked
    version text   not null, -- empty: a text that was not saved
    at      bigint not null,
    body    text   not null, -- JSON
    constraint scenario_job_pkey primary key (id),
    constraint scenario_job_kind_known check (kind in ('backtest', 'diff', 'quality')),
    constraint scenario_job_state_known check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
    constraint scenario_job_unit_formed check (length(unit) = 12)
);

create index scenario_job_list on scenario_job (at, id, unit);

create table scenario_job_row (
    job  text   not null,
    n    bigint not null,
    unit text   not null, -- of the person
    body text   not null, -- JSON, masked
    constraint scenario_job_row_pkey primary key (job, n)
);

create table scenario_job_group (
    job  text   not null,
    name text   not null, -- the number that counts the row
    n    bigint not null,
    constraint scenario_job_group_pkey primary key (job, name, n)
);

create table scenario_shadow_hit (
    id           text   not null, -- of the hit
    version      text   not null,
    unit         text   not null, -- of the person
    person       text   not null, -- number or identity number, in full; empty: it names nobody
    day          bigint not null, -- of the event in the centre's zone, from 1970-01-01
    at           bigint not null, -- event time
    recorded_at  bigint not null,
    body         text   not null, -- JSON, masked
    constraint scenario_shadow_hit_pkey primary key (version, id)
);

create index scenario_shadow_hit_list on scenario_shadow_hit (version, at, id, unit);

create table scenario_shadow_position (
    version      text   not null,
    partition_no bigint not null,
    seq          bigint not null,
    constraint scenario_shadow_position_pkey primary key (version, partition_no)
);
