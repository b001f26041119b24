-- Warnings and their history. New tables only; locks nothing. level_rank, due_sort and loss_sort are the queue's order as
-- ascending numbers, so that one row comparison pages through it: 0 is urgent, no due time is the largest number, loss is
-- negated.

-- +goose Up
create table warning (
    id                text    not null,
    number            text    not null,
    target            text    not null,
    unit              text    not null,
    state             text    not null,
    family            text    not null,
    level             text    not null,
    evidence          text    not null,
    fraud             text    not null,
    scenario          text    not null,
    score             bigint  not null,
    reason_zh         text    not null,
    reason_en         text    not null,
    scenarios         text    not null, -- ' code code ' in order
    hits              bigint  not null,
    possible_loss_fen bigint  not null,
    opened_at         bigint  not null,
    first_hit_at      bigint  not null,
    last_hit_at       bigint  not null,
    alert_at          bigint  not null,
    moved_at          bigint  not null,
    claimed_by        text    not null,
    claimed_name      text    not null,
    claimed_at        bigint  not null,
    graded_at         bigint  not null,
    contact_at        bigint  not null,
    reached_at        bigint  not null,
    next_at           bigint  not null,
    due_at            bigint  not null,
    due_what          text    not null,
    outcome           text    not null,
    note              text    not null,
    finished_at       bigint  not null,
    watch_until       bigint  not null,
    review_at         bigint  not null,
    review_hit        text    not null,
    finding           text    not null,
    review_note       text    not null,
    closed_at         bigint  not null,
    previous          text    not null,
    absorbed_by       text    not null,
    steps             bigint  not null,
    version           bigint  not null,
    level_rank        integer not null,
    due_sort          bigint  not null,
    loss_sort         bigint  not null,
    constraint warning_pkey primary key (id),
    constraint warning_number_once unique (number),
    constraint warning_state_known check (state in ('open', 'working', 'watching', 'review', 'closed')),
    constraint warning_level_known check (level in ('urgent', 'high', 'medium', 'low')),
    constraint warning_family_known check (family in ('fund', 'contact')),
    constraint warning_unit_is_a_unit check (length(unit) = 12)
);

create unique index one_open_warning_per_target on warning (target) where state in ('open', 'working');
create index warning_by_target on warning (target);
-- the queue, with what its filters and counts need, so that they are answered from the index
create index warning_queue on warning (level_rank, due_sort, loss_sort, id, unit, state, claimed_by) where state in ('open', 'working');
create index warning_order on warning (level_rank, due_sort, loss_sort, id);
create index warning_by_state on warning (state, level_rank, due_sort, loss_sort, id) where state not in ('open', 'working');
create index warning_by_opening on warning (opened_at);
create index warning_watch on warning (watch_until) where state = 'watching';

create table warning_history (
    warning    text   not null,
    n          bigint not null,
    at         bigint not null,
    actor      text   not null,
    actor_name text   not null,
    unit       text   not null,
    verb       text   not null,
    from_state text   not null,
    to_state   text   not null,
    level      text   not null,
    note       text   not null,
    constraint warning_history_pkey primary key (warning, n)
);
