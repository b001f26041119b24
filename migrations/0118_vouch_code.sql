-- Why: a citizen can check whether the officer who rings or stands at the door is real (核验码). Digits are stored as a keyed hash only.
-- Locks: new tables only.
-- +goose Up
create table vouch_code (
    id           text   not null,
    turn         bigint not null, -- which digits are derived from the id
    hash         text   not null, -- keyed, of the digits
    tail         text   not null, -- of the digits, for lists
    way          text   not null,
    kind         text   not null,
    subject      text   not null, -- id of the order, warning or ticket
    title        text   not null, -- its number
    unit         text   not null, -- of the officer, 12 digits
    officer      text   not null, -- account
    officer_name text   not null,
    badge        text   not null, -- last digits, as the officer typed them; '' = not given
    person       text   not null, -- keyed hash of the citizen's number; '' = unknown
    number       text   not null, -- that rings; '' = nobody rings with this code
    from_at      bigint not null, -- UTC microseconds
    until_at     bigint not null,
    state        text   not null,
    confirms     bigint not null, -- how often it was vouched for
    last_at      bigint not null,
    version      bigint not null,
    constraint vouch_code_pkey primary key (id),
    constraint vouch_code_way_known check (way in ('call', 'visit')),
    constraint vouch_code_kind_known check (kind in ('order', 'warning', 'ticket')),
    constraint vouch_code_state_known check (state in ('live', 'withdrawn')),
    constraint vouch_code_ends check (until_at > from_at),
    constraint vouch_code_unit_formed check (length(unit) = 12)
);

create index vouch_code_of_digits on vouch_code (hash, until_at);
create index vouch_code_of_officer on vouch_code (officer, until_at);

-- Wrong answers by minute: of each network, and of all ('' in who).
create table vouch_wrong (
    who  text   not null, -- keyed hash of a network; '' = all together
    slot bigint not null, -- minutes since 1970
    n    bigint not null,
    constraint vouch_wrong_pkey primary key (who, slot)
);

create index vouch_wrong_old on vouch_wrong (slot);
