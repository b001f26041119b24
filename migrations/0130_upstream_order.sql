-- Orders between centres (上下级指令): the other centres, orders received and given, what was done on them. New tables only; locks nothing.

-- +goose Up
create table upstream_peer (
    code     text    not null,
    name     text    not null,
    place    text    not null,
    via      text    not null,
    url      text    not null,
    dir      text    not null,
    sign_key text    not null, -- PEM, public
    open_key text    not null, -- PEM, public
    active   boolean not null,
    sent     bigint  not null, -- number of the last message made for it
    acked    bigint  not null, -- the last that it has
    got      bigint  not null, -- the last that we have of it
    heard_at bigint  not null, -- its own time on its last request
    seen_at  bigint  not null, -- our time of the last parcel; UTC microseconds, 0 = not yet, here and below
    trouble  text    not null, -- code of the last fault on the way
    constraint upstream_peer_pkey primary key (code),
    constraint upstream_peer_code_formed check (length(code) = 12),
    constraint upstream_peer_place_known check (place in ('above', 'below')),
    constraint upstream_peer_via_known check (via in ('http', 'file', 'calls')),
    constraint upstream_peer_acked_was_sent check (acked <= sent)
);

create table upstream_order (
    id        text   not null,
    number    text   not null,
    side      text   not null,
    peer      text   not null,
    ref       text   not null, -- the giver's id
    theirs    text   not null, -- the giver's number
    own_key   text   not null, -- of who gave it here; the id where none was given
    made_by   text   not null,
    by_name   text   not null,
    unit      text   not null,
    state     text   not null,
    person    text   not null, -- name, number and text, sealed
    place     text   not null,
    level     text   not null,
    family    text   not null,
    fraud     text   not null,
    parent    text   not null,
    child     text   not null,
    warning   text   not null,
    given_at  bigint not null,
    ack_due   bigint not null,
    due       bigint not null,
    in_at     bigint not null,
    ack_at    bigint not null,
    passed_at bigint not null,
    ended_at  bigint not null,
    result    text   not null,
    loss_fen  bigint not null,
    note      text   not null,
    chases    bigint not null,
    told_at   bigint not null,
    alarm_at  bigint not null, -- when it is overdue next; 0 = never
    version   bigint not null,
    constraint upstream_order_pkey primary key (id),
    constraint upstream_order_known_once unique (side, peer, ref),
    constraint upstream_order_key_once unique (made_by, own_key),
    constraint upstream_order_number_once unique (number),
    constraint upstream_order_side_known check (side in ('received', 'given')),
    constraint upstream_order_level_known check (level in ('urgent', 'high', 'medium', 'low')),
    constraint upstream_order_state_of_side check (side = 'received' and state in ('received', 'acknowledged', 'distributed', 'returned', 'withdrawing', 'bounced', 'withdrawn')
        or side = 'given' and state in ('given', 'delivered', 'receipted', 'answered', 'withdrawing', 'bounced', 'withdrawn')),
    constraint upstream_order_result_when_told check ((result <> '') = (state in ('returned', 'answered'))),
    constraint upstream_order_ended_has_time check ((ended_at > 0) = (state in ('returned', 'answered', 'bounced', 'withdrawn'))),
    constraint upstream_order_loss_positive check (loss_fen >= 0)
);

create index upstream_order_latest on upstream_order (side, id);
create index upstream_order_open on upstream_order (side, state) where ended_at = 0;
create index upstream_order_of_warning on upstream_order (warning) where warning <> '';
create index upstream_order_alarm on upstream_order (alarm_at) where alarm_at > 0;

create table upstream_step (
    order_id text   not null,
    seq      bigint not null, -- the order's version after the step
    at       bigint not null,
    by_id    text   not null,
    by_name  text   not null,
    act      text   not null,
    state    text   not null,
    note     text   not null,
    constraint upstream_step_pkey primary key (order_id, seq)
);
