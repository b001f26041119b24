-- Why: what a suppression silences is counted beside the hits of a version in shadow, as it would be silenced in force.
-- Locks: scenario_shadow_hit for an instant; the default is constant.
-- +goose Up
alter table scenario_shadow_hit add column hushed bigint not null default 0;
