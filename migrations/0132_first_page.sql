-- Why: what is watched, what waits for review and the orders that are not ended are counted for every first page of the day; read from an index
-- alone they need no look into the table for each of tens of thousands of watched warnings and ended orders.
-- Locks: warning and dispatch_order, while the indexes are built (about a second for 100,000 rows).
-- +goose Up
create index warning_over on warning (state, unit, due_at) where state in ('watching', 'review');
create index dispatch_order_live on dispatch_order (unit, state, level, due_at) where state in ('issued', 'signed', 'reported');
