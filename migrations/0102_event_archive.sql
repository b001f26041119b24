-- Why: events that everybody has read leave the outbox after some weeks; they are kept here, packed, so that every figure can be counted
-- again from what was said at the time, for as long as the records stand. Events name nobody.
-- Locks: new table only.
-- +goose Up
create table event_archive (
    first_seq bigint  not null, -- the smallest number in it
    last_seq  bigint  not null, -- the largest; numbers between them may stand elsewhere
    n         integer not null,
    packed    bytea   not null, -- gzip of JSON lines
    constraint event_archive_pkey primary key (first_seq),
    constraint event_archive_holds check (n > 0 and last_seq >= first_seq)
);
