-- The standing authority of a unit's duty post (值班授权): the two officers and the legal document under which its orders go out at
-- once. One row a unit; earlier ones stand in the audit log. A new table only; locks nothing.

-- +goose Up
create table authority (
    unit            text   not null references unit (code),
    officer1_id     text   not null,
    officer1_name   text   not null,
    officer1_phone  text   not null,
    officer2_id     text   not null,
    officer2_name   text   not null,
    officer2_phone  text   not null,
    document_kind   text   not null,
    document_number text   not null,
    document_sha256 text   not null,
    until           bigint not null, -- UTC microseconds
    set_by          text   not null, -- name of the leader
    set_at          bigint not null,
    version         bigint not null,
    constraint authority_pkey primary key (unit),
    constraint authority_two_officers check (officer1_id <> officer2_id)
);
