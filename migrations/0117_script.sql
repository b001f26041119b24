-- Why: a centre speaks dissuasion scripts in its own words, signed by two persons, and says which step of a script worked.
-- Locks: new tables only.
-- +goose Up
create table script_version (
    id      text   not null,
    unit    text   not null, -- for it and those below, 12 digits
    kind    text   not null, -- code of the script
    reading text   not null, -- language, and whether it is for old people
    number  bigint not null,
    state   text   not null,
    at      bigint not null, -- proposed; UTC microseconds
    rev     bigint not null,
    body    text   not null, -- JSON: words and who acted
    constraint script_version_pkey primary key (id),
    constraint script_version_state_known check (state in ('proposed', 'approved', 'returned', 'withdrawn', 'replaced')),
    constraint script_version_reading_known check (reading in ('zh', 'zh_elder', 'en', 'en_elder')),
    constraint script_version_unit_formed check (length(unit) = 12)
);

-- One waits and one is in force of a unit's words of a kind in a reading.
create unique index script_version_one_waits on script_version (unit, kind, reading) where state = 'proposed';
create unique index script_version_one_in_force on script_version (unit, kind, reading) where state = 'approved';
create index script_version_list on script_version (kind, at, id);

create table script_vote (
    kind    text   not null,
    warning text   not null, -- empty: of no warning in the records
    voter   text   not null, -- account
    unit    text   not null, -- of the voter, 12 digits
    reading text   not null,
    step    text   not null, -- empty: none worked
    version text   not null, -- of a centre's own words; empty: as shipped
    at      bigint not null,
    constraint script_vote_pkey primary key (kind, warning, voter),
    constraint script_vote_step_known check (step in ('', 'open', 'prove', 'foretell', 'test', 'relatives', 'close')),
    constraint script_vote_unit_formed check (length(unit) = 12)
);
