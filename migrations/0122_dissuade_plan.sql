-- Why: an open warning keeps its next step, and its lines (relatives, bank, carrier, help, transfer) run side by side with clocks of their own.
-- Locks: new tables only.
-- +goose Up
create table dissuade_plan (
    warning   text   not null,
    target    text   not null,
    unit      text   not null, -- that has the warning, 12 digits
    level     text   not null,
    state     text   not null,
    next_what text   not null, -- empty when ended
    next_at   bigint not null, -- UTC microseconds
    since     bigint not null, -- of the state
    version   bigint not null,
    body      text   not null, -- JSON: counts, who asked and who confirmed
    constraint dissuade_plan_pkey primary key (warning),
    constraint dissuade_plan_state_known check (state in ('trying', 'away', 'not_found_asked', 'not_found', 'refused', 'escalated', 'ended')),
    constraint dissuade_plan_always_has_a_next check (state = 'ended' or next_at > 0 and next_what <> ''),
    constraint dissuade_plan_unit_formed check (length(unit) = 12)
);

create index dissuade_plan_due on dissuade_plan (next_at, warning) where state <> 'ended';

create table dissuade_line (
    id       text   not null,
    warning  text   not null,
    target   text   not null,
    kind     text   not null,
    state    text   not null,
    unit     text   not null, -- that asks
    to_unit  text   not null, -- that is asked; empty: nobody outside
    to_bank  text   not null, -- code of a bank that is asked, else empty
    due_at   bigint not null, -- zero when ended
    asked_at bigint not null,
    body     text   not null, -- JSON: task, answer, tries, who
    constraint dissuade_line_pkey primary key (id),
    constraint dissuade_line_kind_known check (kind in ('relatives', 'station', 'bank', 'carrier', 'assist', 'transfer')),
    constraint dissuade_line_state_known check (state in ('open', 'asked', 'taken', 'refused', 'returned', 'done', 'stopped')),
    constraint dissuade_line_always_has_a_clock check (state not in ('open', 'asked', 'taken') or due_at > 0)
);

create index dissuade_line_of_warning on dissuade_line (warning, asked_at, id);
create index dissuade_line_given on dissuade_line (unit, asked_at, id);
create index dissuade_line_received on dissuade_line (to_unit, asked_at, id) where to_unit <> '';
create index dissuade_line_at_bank on dissuade_line (to_bank, asked_at, id) where to_bank <> '';

create table dissuade_step (
    warning text   not null,
    seq     bigint not null, -- the plan's version after it
    cause   text   not null, -- makes a step happen once; the seq where it may repeat
    line    text   not null, -- empty: on the plan itself
    at      bigint not null,
    by_id   text   not null,
    by_name text   not null,
    unit    text   not null,
    act     text   not null,
    outcome text   not null,
    note    text   not null,
    constraint dissuade_step_pkey primary key (warning, seq),
    constraint dissuade_step_once unique (warning, cause)
);
