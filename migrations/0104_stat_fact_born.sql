-- Why: a bulletin is counted a second time as of the event it was drawn at. What was counted first by a later event is merely new and
-- must be told from what was there and was corrected since: seq alone is that of the last event that spoke of a thing.
-- Locks: adds a column with a constant; rows that are there were counted before any bulletin kept a number.
-- +goose Up
alter table stat_fact add column born bigint not null default 0; -- number of the event since which the thing counts; 0: no event's, or before
