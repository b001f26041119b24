-- Why: the figures say how many signals came in; they are counted from the log itself, each envelope once, by minute of receipt.
-- Locks: new tables only.
-- +goose Up
create table signal_tally (
    minute bigint not null,          -- UTC microseconds, start of the minute of receipt
    source text not null,
    kind   text not null,
    n      bigint not null,
    constraint tally_once_per_minute primary key (minute, source, kind),
    constraint tally_not_negative check (n >= 0)
);

create table signal_tally_position (
    partition_no integer not null primary key,
    seq          bigint not null     -- envelopes up to here are counted
);
