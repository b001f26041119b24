-- Why: a person's word on when not to call is known to every unit, and who calls all the same says why.
-- Locks: a new table; one column with a default on dissuade_attempt.
-- +goose Up
create table dissuade_wish (
    id         text   not null,
    target     text   not null,
    until      bigint not null, -- no call before this moment; zero: none
    from_min   bigint not null, -- no call from this minute of the day …
    to_min     bigint not null, -- … to this one; equal: none
    note       text   not null,
    unit       text   not null,
    at         bigint not null, -- UTC microseconds
    by_id      text   not null,
    by_name    text   not null,
    ended_at   bigint not null, -- zero while in force
    ended_by   text   not null,
    constraint dissuade_wish_pkey primary key (id),
    constraint dissuade_wish_says_when check (until > 0 or from_min <> to_min),
    constraint dissuade_wish_minutes check (from_min between 0 and 1439 and to_min between 0 and 1439)
);

create index dissuade_wish_of_target on dissuade_wish (target, at, id);
alter table dissuade_attempt add column reason text not null default '';
