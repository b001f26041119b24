-- The bank of a liaison's account (银行联络员): such an account sees the orders of that bank and nothing else. Empty for everyone
-- else. Adds a column with a default: no row is rewritten and nothing is locked beyond the moment of the change.

-- +goose Up
alter table account add column bank text not null default '';
