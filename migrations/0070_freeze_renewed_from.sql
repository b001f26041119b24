-- What a bank says to the renewal of a freeze (续冻): the old end, which holds again when the bank refuses, and its refusal. New columns
-- with constant defaults: both databases add them without rewriting the table; the lock is held for an instant.

-- +goose Up
alter table measure_freeze add column renewed_from bigint not null default 0;
alter table measure_freeze add column renew_refusal text not null default '';
