-- Why: what stands beside an issue of a bulletin and is only ever added to: comments, corrections of published issues (更正), and
-- the history of acts. New tables only; locks nothing.

-- +goose Up
create table bulletin_remark (
    id        text   not null,
    bulletin  text   not null,
    unit      text   not null,
    paragraph text   not null, -- empty: the whole issue
    body      text   not null,
    by_id     text   not null,
    by_name   text   not null,
    at        bigint not null, -- UTC microseconds, as everywhere
    constraint bulletin_remark_pkey primary key (id),
    constraint bulletin_remark_says_something check (body <> '')
);

create index bulletin_remark_of on bulletin_remark (bulletin, at, id);

create table bulletin_erratum (
    id       text   not null,
    bulletin text   not null,
    kind     text   not null, -- of the bulletin
    unit     text   not null,
    place    text   not null, -- figure or paragraph
    name     text   not null,
    old_text text   not null,
    new_text text   not null,
    old_num  bigint not null,
    old_den  bigint not null,
    new_num  bigint not null,
    new_den  bigint not null,
    reason   text   not null,
    by_id    text   not null,
    by_name  text   not null,
    at       bigint not null,
    constraint bulletin_erratum_pkey primary key (id),
    constraint bulletin_erratum_has_reason check (reason <> '')
);

create index bulletin_erratum_of on bulletin_erratum (bulletin, at, id);
create index bulletin_erratum_since on bulletin_erratum (unit, kind, at);

create table bulletin_step (
    id         text   not null,
    bulletin   text   not null,
    unit       text   not null,
    at         bigint not null,
    actor      text   not null,
    actor_name text   not null,
    act        text   not null,
    from_state text   not null,
    to_state   text   not null,
    note       text   not null,
    version    bigint not null,
    constraint bulletin_step_pkey primary key (id)
);

create index bulletin_step_of on bulletin_step (bulletin, at, id);
