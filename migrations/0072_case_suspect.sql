-- Why: persons of a case and the measures against them, each kind once a person. New tables only; locks nothing.

-- +goose Up
create table case_suspect (
    id        text    not null,
    case_id   text    not null,
    gone      boolean not null, -- taken out, with a reason in the audit
    version   bigint  not null, -- of the case, when it was last touched
    name      text    not null,
    id_number text    not null,
    role      text    not null,
    two_cards boolean not null,
    fugitive  text    not null,
    constraint case_suspect_pkey primary key (id)
);
create index case_suspect_of on case_suspect (case_id);

create table case_measure (
    id      text    not null,
    case_id text    not null,
    gone    boolean not null,
    version bigint  not null,
    suspect text    not null,
    kind    text    not null,
    at      bigint  not null, -- UTC microseconds
    constraint case_measure_pkey primary key (id),
    constraint case_measure_dated check (at > 0)
);
-- A measure counts once a person.
create unique index case_measured_once on case_measure (suspect, kind) where not gone;
create index case_measure_of on case_measure (case_id);
create index case_measure_at on case_measure (kind, at);
