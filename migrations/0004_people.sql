-- People and trust: units with the areas they serve, accounts with roles, sessions, one-time links, intake keys. New tables
-- only; locks nothing.

-- +goose Up
create table unit (
    code    text    not null, -- 12 digits
    name    text    not null,
    phone   text    not null,
    active  boolean not null,
    version bigint  not null,
    constraint unit_pkey primary key (code),
    constraint unit_code_length check (length(code) = 12)
);

create table unit_area (
    area text not null, -- place code without trailing zero levels
    unit text not null references unit (code),
    constraint unit_area_served_once primary key (area)
);

create index unit_area_unit on unit_area (unit);

create table account (
    id           text    not null,
    login        text    not null, -- lower case
    name         text    not null,
    unit         text    not null references unit (code),
    password     text    not null, -- argon2id with its parameters; empty before the first password
    active       boolean not null,
    failures     integer not null, -- wrong passwords in a row
    locked_until bigint  not null, -- UTC microseconds, 0 when never locked
    last_seen    bigint  not null,
    version      bigint  not null,
    constraint account_pkey primary key (id),
    constraint account_login_once unique (login)
);

create index account_unit on account (unit);

create table account_role (
    account text not null references account (id),
    role    text not null,
    constraint account_role_pkey primary key (account, role)
);

create index account_role_role on account_role (role);

create table session (
    id      text   not null,
    token   bytea  not null, -- SHA-256 of the token; the token itself is only in the browser
    account text   not null references account (id),
    created bigint not null,
    seen    bigint not null,
    address text   not null,
    agent   text   not null,
    constraint session_pkey primary key (id),
    constraint session_token_once unique (token)
);

create index session_account on session (account);

create table one_time_token (
    token   bytea  not null, -- SHA-256
    purpose text   not null,
    account text   not null, -- empty for set-up
    expires bigint not null,
    constraint one_time_token_pkey primary key (token),
    constraint one_time_token_purpose check (purpose in ('setup', 'password'))
);

create table source (
    name        text    not null,
    title       text    not null,
    key         bytea   not null, -- SHA-256 of the key
    quota_per_s bigint  not null,
    active      boolean not null,
    created     bigint  not null,
    revoked     bigint  not null,
    constraint source_pkey primary key (name),
    constraint source_key_once unique (key)
);
