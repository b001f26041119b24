-- Why: the quality of sources and scenarios is reported every week by itself; a week has one report, whoever asks first.
-- Locks: scenario_job for an instant; the default is constant.
-- +goose Up
alter table scenario_job add column week bigint not null default 0; -- begin of the reported week, UTC microseconds; 0: somebody asked for the job
alter table scenario_job add column seen bigint not null default 0; -- 1: somebody has looked at the report and said what follows
create unique index scenario_job_once_a_week on scenario_job (week) where week > 0;
