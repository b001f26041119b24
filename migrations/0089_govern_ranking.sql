-- Monthly rankings (月排名), objections against them, and the escalations (督导措施) that people take. New tables only; locks nothing.

-- +goose Up
create table govern_ranking (
    id       text   not null,
    number   text   not null, -- of the day's series
    unit     text   not null, -- jurisdiction, 12 digits
    member   text   not null, -- code of the member unit; empty: of the office
    region   text   not null,
    kind     text   not null,
    state    text   not null,
    period   text   not null, -- 2026-10, 2026-W45; empty: none
    ref      text   not null, -- the record it belongs to
    at       bigint not null, -- all times UTC microseconds, 0 = not set
    due      bigint not null,
    alarm_at bigint not null,
    version  bigint not null,
    body     text   not null, -- JSON: what nothing is searched by
    constraint govern_ranking_pkey primary key (id),
    constraint govern_ranking_number_once unique (number),
    constraint govern_ranking_state_known check (state in ('draft', 'published', 'final', 'dropped')),
    constraint govern_ranking_published_has_period check (state not in ('published', 'final') or due > 0),
    constraint govern_ranking_unit_formed check (length(unit) = 12)
);

-- A sheet has one draft, one published or one final ranking of a month.
create unique index govern_ranking_once on govern_ranking (unit, kind, period) where state <> 'dropped';
create index govern_ranking_of_unit on govern_ranking (at, id, unit);
create index govern_ranking_of_member on govern_ranking (member, period);

create table govern_protest (
    id       text   not null,
    number   text   not null, -- of the day's series
    unit     text   not null, -- jurisdiction, 12 digits
    member   text   not null, -- code of the member unit; empty: of the office
    region   text   not null,
    kind     text   not null,
    state    text   not null,
    period   text   not null, -- 2026-10, 2026-W45; empty: none
    ref      text   not null, -- the record it belongs to
    at       bigint not null, -- all times UTC microseconds, 0 = not set
    due      bigint not null,
    alarm_at bigint not null,
    version  bigint not null,
    body     text   not null, -- JSON: what nothing is searched by
    constraint govern_protest_pkey primary key (id),
    constraint govern_protest_number_once unique (number),
    constraint govern_protest_state_known check (state in ('open', 'upheld', 'refused', 'withdrawn')),
    constraint govern_protest_of_a_member check (member <> ''),
    constraint govern_protest_unit_formed check (length(unit) = 12)
);

-- One open objection of a unit against a line.
create unique index govern_protest_once on govern_protest (ref, member, kind) where state = 'open';
create index govern_protest_of_unit on govern_protest (at, id, unit);
create index govern_protest_of_member on govern_protest (member, period);
create index govern_protest_of_ref on govern_protest (ref);

create table govern_escalation (
    id       text   not null,
    number   text   not null, -- of the day's series
    unit     text   not null, -- jurisdiction, 12 digits
    member   text   not null, -- code of the member unit; empty: of the office
    region   text   not null,
    kind     text   not null,
    state    text   not null,
    period   text   not null, -- 2026-10, 2026-W45; empty: none
    ref      text   not null, -- the record it belongs to
    at       bigint not null, -- all times UTC microseconds, 0 = not set
    due      bigint not null,
    alarm_at bigint not null,
    version  bigint not null,
    body     text   not null, -- JSON: what nothing is searched by
    constraint govern_escalation_pkey primary key (id),
    constraint govern_escalation_number_once unique (number),
    constraint govern_escalation_state_known check (state in ('proposed', 'adopted', 'issued', 'declined', 'held', 'planned', 'failed', 'closed')),
    constraint govern_escalation_of_a_member check (member <> ''),
    constraint govern_escalation_unit_formed check (length(unit) = 12)
);

-- The same step is under way once for the same cause.
create unique index govern_escalation_once on govern_escalation (member, kind, ref) where state not in ('declined', 'closed');
create index govern_escalation_of_unit on govern_escalation (at, id, unit);
create index govern_escalation_of_member on govern_escalation (member, period);
create index govern_escalation_of_ref on govern_escalation (ref);
