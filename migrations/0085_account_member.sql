-- The member unit (成员单位) of the joint conference that an account answers for. A new column with a constant default: both databases
-- add it without rewriting the table; the lock is held for an instant.

-- +goose Up
alter table account add column member text not null default '';
