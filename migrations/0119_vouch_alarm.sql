-- Why: wrong, ended and misused verification codes are impostor alarms (冒充警报) that a supervisor deals with.
-- Locks: a new table only.
-- +goose Up
create table vouch_alarm (
    id         text    not null,
    number     text    not null,
    unit       text    not null, -- 12 digits
    at         bigint  not null, -- UTC microseconds; 0 = not yet, here and below
    last_at    bigint  not null,
    cause      text    not null,
    channel    text    not null,
    tails      text    not null, -- ends of the codes, apart by a space
    code       text    not null, -- id of a code that was misused; '' = none of ours, here and below
    officer    text    not null, -- name of who issued it
    kind       text    not null,
    subject    text    not null, -- id of the order, warning or ticket it was issued for
    title      text    not null,
    network    text    not null, -- keyed hash
    rang       text    not null, -- number that rang the citizen; '' = not given
    ticket     text    not null, -- call on which it was asked; '' = none
    n          bigint  not null, -- wrong answers
    state      text    not null,
    owner      text    not null,
    owner_name text    not null,
    taken_at   bigint  not null,
    outcome    text    not null,
    note       text    not null,
    passed     boolean not null, -- the number went to detection
    closed_at  bigint  not null,
    version    bigint  not null,
    constraint vouch_alarm_pkey primary key (id),
    constraint vouch_alarm_number_once unique (number),
    constraint vouch_alarm_cause_known check (cause in ('unknown', 'mistyped', 'ended', 'other_number', 'spent', 'guessing')),
    constraint vouch_alarm_channel_known check (channel in ('page', 'desk')),
    constraint vouch_alarm_state_known check (state in ('open', 'taken', 'closed')),
    constraint vouch_alarm_taken_has_owner check (state = 'open' or owner <> ''),
    constraint vouch_alarm_closed_has_outcome check (state <> 'closed' or outcome in ('impostor', 'typed_wrong', 'our_late', 'unclear') and note <> '' and closed_at > 0),
    constraint vouch_alarm_unit_formed check (length(unit) = 12)
);

create index vouch_alarm_latest on vouch_alarm (unit, at, id);
create index vouch_alarm_open on vouch_alarm (network, at) where state = 'open';
