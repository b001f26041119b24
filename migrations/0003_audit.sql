-- The audit log: a chain of entries, the place of its end (locked by each transaction that appends), and the signed heads.
-- New tables only; locks nothing.

-- +goose Up
create table audit_entry (
    seq        bigint  not null,
    version    integer not null, -- layout of the hashed bytes
    at         bigint  not null, -- UTC microseconds
    actor      text    not null,
    actor_name text    not null,
    unit       text    not null,
    action     text    not null,
    object     text    not null,
    object_id  text    not null,
    reason     text    not null,
    detail     bytea   not null, -- length-prefixed pairs
    prev       bytea   not null,
    hash       bytea   not null,
    constraint audit_entry_in_one_place primary key (seq)
);

create index audit_entry_object on audit_entry (object_id, object, seq);
create index audit_entry_actor on audit_entry (actor, seq);

create table audit_chain (
    one  integer not null,
    seq  bigint  not null,
    hash bytea   not null,
    constraint audit_chain_pkey primary key (one),
    constraint audit_chain_single check (one = 1)
);

create table audit_head (
    seq       bigint not null,
    key       text   not null,
    at        bigint not null,
    hash      bytea  not null,
    signature bytea  not null,
    constraint audit_head_pkey primary key (seq, key)
);
