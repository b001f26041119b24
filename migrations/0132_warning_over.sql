-- Why: what is watched and what waits for review is counted for every first page of the day; read from an index alone it needs no look into the
-- table for each of tens of thousands of watched warnings.
-- Locks: warning, while the index is built (about a second for 100,000 rows).
-- +goose Up
create index warning_over on warning (state, unit, due_at) where state in ('watching', 'review');
