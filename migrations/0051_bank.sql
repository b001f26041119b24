-- The directory of banks and payment institutions: who holds accounts, by which number prefixes, and how orders reach them.
-- stop_cursor numbers the messages to each bank in the order of the commits: the transaction that queues a message locks its
-- bank's row until it ends, so a bank that polls after number n never misses a smaller one. New tables only; locks nothing.

-- +goose Up
create table stop_bank (
    code         text    not null,
    name         text    not null,
    kind         text    not null,
    prefixes     text    not null, -- comma-separated
    channel      text    not null,
    address      text    not null,
    first_name   text    not null,
    first_phone  text    not null,
    second_name  text    not null,
    second_phone text    not null,
    active       boolean not null,
    version      bigint  not null,
    constraint stop_bank_pkey primary key (code),
    constraint stop_bank_kind_known check (kind in ('bank', 'payment')),
    constraint stop_bank_channel_known check (channel in ('push', 'poll', 'folder', 'iso20022', 'paper'))
);

create table stop_cursor (
    bank text   not null,
    last bigint not null,
    constraint stop_cursor_pkey primary key (bank)
);
