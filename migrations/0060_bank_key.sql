-- Why: each bank has its own keys for the interface of orders: a shared secret (sealed under the centre's key file) or a pinned
-- client certificate. Two of a kind may work at once, so that one can be exchanged without an hour in which nothing works.
-- Locks: new table only.

-- +goose Up
create table bank_key (
    id          text    not null,
    bank        text    not null, -- code of the directory
    kind        text    not null,
    suite       text    not null, -- how requests are signed; empty for a certificate
    slot        integer not null, -- 1 or 2
    secret      bytea   not null, -- sealed; empty for a certificate
    fingerprint text    not null, -- SHA-256 of the certificate in hex; empty for a secret
    active      boolean not null,
    created     bigint  not null, -- all times UTC microseconds, 0 = not set
    ends        bigint  not null, -- works until then; 0: until it is revoked
    revoked     bigint  not null,
    constraint bank_key_pkey primary key (id),
    constraint bank_key_kind check (kind in ('secret', 'certificate')),
    constraint bank_key_suite check (suite in ('', 'hmac-sha256', 'hmac-sm3')),
    constraint bank_key_slot check (slot in (1, 2)),
    constraint bank_key_holds_one check ((kind = 'secret' and suite <> '' and length(secret) > 0 and fingerprint = '')
        or (kind = 'certificate' and suite = '' and length(secret) = 0 and length(fingerprint) = 64))
);

create unique index bank_key_two_at_once on bank_key (bank, kind, slot) where active;
create unique index bank_key_certificate_once on bank_key (fingerprint) where active and fingerprint <> '';
