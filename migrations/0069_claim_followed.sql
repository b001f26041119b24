-- When the log of transfers was last asked again for a claim (资金流日志复查): without it a restart would look at once or not at
-- all. A new column with a constant default: both databases add it without rewriting the table; the lock is held for an instant.

-- +goose Up
alter table stop_claim add column followed_at bigint not null default 0;
