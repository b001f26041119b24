-- Why: issues of bulletins (通报): what is printed lies in one JSON text, so that a published issue is frozen as a whole. New table
-- only; locks nothing.

-- +goose Up
create table bulletin (
    id           text   not null,
    no           bigint not null, -- of its kind, unit and year; 0 before it is published
    year         bigint not null, -- in which its period ends
    kind         text   not null,
    unit         text   not null,
    from_day     bigint not null, -- days since 1970-01-01 in the centre's zone, both ends counted
    to_day       bigint not null,
    title        text   not null,
    state        text   not null,
    head         text   not null, -- JSON: how it is addressed and signed
    drafted_at   bigint not null, -- all times UTC microseconds, 0 = not set
    drafted_by   text   not null,
    approved_at  bigint not null,
    approved_by  text   not null,
    published_at bigint not null,
    published_by text   not null,
    hash         text   not null, -- SHA-256 of a published issue
    previous     text   not null,
    cut_off      bigint not null,
    stops        bigint not null,
    version      bigint not null,
    content      text   not null, -- JSON: sections, tables, figures, waivers
    constraint bulletin_pkey primary key (id),
    constraint bulletin_state_known check (state in ('draft', 'review', 'approved', 'published', 'withdrawn')),
    constraint bulletin_period_runs check (to_day >= from_day),
    constraint bulletin_unit_formed check (length(unit) = 12),
    constraint bulletin_number_when_published check ((no > 0) = (state = 'published')),
    constraint bulletin_hash_when_published check ((length(hash) = 64) = (state = 'published')),
    constraint bulletin_approved_by_another check (approved_by = '' or approved_by <> drafted_by),
    constraint bulletin_published_was_approved check (state <> 'published' or approved_by <> '')
);

-- One number, one issue.
create unique index bulletin_number_once on bulletin (kind, unit, year, no) where no > 0;

-- One issue of a kind for a period.
create unique index bulletin_period_once on bulletin (kind, unit, from_day, to_day) where state <> 'withdrawn';

create index bulletin_listed on bulletin (drafted_at, id, unit);
create index bulletin_published on bulletin (unit, kind, to_day) where state = 'published';
