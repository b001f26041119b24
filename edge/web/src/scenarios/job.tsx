import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "@tanstack/react-router";
import { scenariosApi, type Job, type Row } from "../api/scenarios";
import type { Level } from "../api/types";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { DayInput } from "../ui/dayinput";
import { LevelLamp } from "../ui/lamp";
import { formatFen } from "../ui/money";
import { serverNow } from "../ui/now";
import { dayOf } from "../ui/periodpick";
import { FaultNote } from "../ui/states";
import { momentOf, TOUCH } from "./parts";

const DAY_MS = 86_400_000;
/** How often a running job is asked how far it is. */
const ASK_MS = 700;

const over = (state: string): boolean => !["waiting", "running"].includes(state);

/** Running is a job from its start to its result: days to choose, a bar, a way to stop it. */
export function Running({ id, start, days, hint, blocked, children }: { id?: string; start: (from: string, to: string) => Promise<Job>; days: number; hint: string; blocked?: string; children: (job: Job) => ReactNode }) {
  const { t } = useTranslation();
  const [span, setSpan] = useState(() => ({ from: dayOf(serverNow() - days * DAY_MS), to: dayOf(serverNow()) }));
  const [begun, setBegun] = useState<string>();
  const at = begun ?? id ?? "";
  const query = useQuery({ queryKey: ["scenario", "job", at], queryFn: () => scenariosApi.job(at), enabled: at !== "", refetchInterval: ({ state }) => (state.data && over(state.data.state) ? false : ASK_MS) });
  const run = useAct(() => start(momentOf(span.from), momentOf(span.to, 1)), TOUCH, (job) => setBegun(job.id));
  const stop = useAct(() => scenariosApi.cancel(at), [["scenario", "job", at]]);
  const job = query.data;
  const busy = at !== "" && job !== undefined && !over(job.state);
  const client = useQueryClient();
  const ended = job !== undefined && over(job.state);
  // What a job found is noted with its version, which has then moved on.
  useEffect(() => { if (ended && begun) void client.invalidateQueries({ queryKey: ["scenario", "version"] }); }, [ended, begun, client]);
  const wrong = span.from === "" || span.to === "" || span.from > span.to;
  return (
    <>
      <form className="bar rule-span" onSubmit={(event) => { event.preventDefault(); if (!busy && !wrong && !blocked && !run.isPending) run.mutate(undefined); }}>
        {(["from", "to"] as const).map((end) => <DayInput key={end} value={span[end]} max={dayOf(serverNow())} aria-label={t(`queryScreen.${end}`)} onChange={(event) => setSpan({ ...span, [end]: event.target.value })} data-testid={`job-${end}`} />)}
        <Button type="primary" htmlType="submit" disabled={busy || wrong || blocked !== undefined} loading={run.isPending} data-testid="job-run">{t("scenarioJob.run")}</Button>
        {busy ? <Button onClick={() => stop.mutate(undefined)} loading={stop.isPending} data-testid="job-stop">{t("scenarioJob.stop")}</Button> : null}
      </form>
      <p className="muted">{blocked ?? hint}</p>
      <FaultNote error={run.error ?? query.error ?? stop.error} onClose={() => { run.reset(); stop.reset(); }} />
      {job ? <Progress job={job} /> : null}
      {job?.state === "done" ? children(job) : null}
    </>
  );
}

function Progress({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const share = job.total > 0 ? Math.min(100, Math.floor((job.done * 100) / job.total)) : job.state === "done" ? 100 : 0;
  return (
    <div className="rule-progress" data-testid="job" data-state={job.state}>
      {over(job.state) ? null : <progress max={100} value={share} aria-label={t("scenarioJob.progress")} />}
      <p className={job.state === "failed" ? "bad" : "muted"}><b>{t(`jobState.${job.state}`, { defaultValue: job.state })}</b> {over(job.state) ? "" : <span className="num">{share}%</span>} <span className="num"><At iso={job.from} shape="minute" /> – <At iso={job.to} shape="minute" /></span>{job.fault ? ` ${pick(job.fault_zh, job.fault_en)}` : ""}</p>
    </div>
  );
}

/** Numbers is a grid of named figures; one that has a list opens it. */
export function Numbers({ job, items }: { job: string; items: { name: string; text: string; group?: string; bad?: boolean; note?: string }[] }) {
  const { t } = useTranslation();
  const [group, setGroup] = useState<string>();
  return (
    <>
      <dl className="rule-numbers">
        {items.map((each) => (
          <div key={each.name} title={each.note}>
            <dt>{t(`scenarioNumber.${each.name}`)}</dt>
            <dd>{each.group ? <button type="button" className={each.bad ? "link num bad" : "link num"} aria-expanded={group === each.group} onClick={() => setGroup(group === each.group ? undefined : each.group)} data-testid={`number-${each.name}`}>{each.text}</button> : <b className={each.bad ? "num bad" : "num"} data-testid={`number-${each.name}`}>{each.text}</b>}</dd>
          </div>
        ))}
      </dl>
      {group ? <Lines job={job} group={group} /> : null}
    </>
  );
}

/** Lines is the list behind a number of a result. */
function Lines({ job, group }: { job: string; group: string }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["scenario", "rows", job, group], queryFn: () => scenariosApi.rows(job, group) });
  const rows = query.data?.items ?? [];
  return (
    <section className="rule-lines-behind" data-testid="number-list">
      <h3 className="section-title">{t(`scenarioNumber.${group.split("/").at(-1)}`, { defaultValue: group })}</h3>
      {query.error ? <FaultNote error={query.error} /> : null}
      {query.data && rows.length === 0 ? <p className="muted">{t("rules.noHits")}</p> : null}
      <ul className="plain">{rows.map((row, i) => <RowLine key={i} row={row} />)}</ul>
      {query.data?.next ? <p className="muted">{t("scenarioJob.first", { n: rows.length })}</p> : null}
    </section>
  );
}

/** RowLine is one line behind a number: when, who (masked), why, what is known of it, and the way to its warning. */
export function RowLine({ row }: { row: Row }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  return (
    <li className="hit" data-testid="row-line">
      <div className="hit-head">
        {row.level ? <LevelLamp level={row.level as Level} /> : null}
        <b className="num">{row.person || t("rules.noPerson")}</b>
        {row.hits > 1 ? <span className="muted num">{t("why.count", { count: row.hits })}</span> : null}
        {row.amount_fen > 0 ? <span className="num">{formatFen(row.amount_fen)}</span> : null}
        <span className="grow" /><At iso={row.at} shape="minute" />
      </div>
      {row.reason_zh ? <p className="hit-reason">{pick(row.reason_zh, row.reason_en)}</p> : null}
      {row.suppressed ? <p className="muted">{t("scenarioLive.with", { why: t("scenarioLive.why.suppressed"), more: row.suppressed })}</p> : null}
      <p className="hit-facts muted">
        {row.kind ? <span>{t(`kind.${row.kind}`, { defaultValue: row.kind })}</span> : null}{row.source ? <span>{t("hit.source", { source: row.source })}</span> : null}
        {row.outcome ? <b>{t(`outcome.${row.outcome}`, { defaultValue: row.outcome })}</b> : null}
        {row.loss_at ? <b className="bad">{t("scenarioJob.lossAt")} <At iso={row.loss_at} shape="minute" /></b> : null}
        {row.lateness_s > 0 ? <span className="num">{t("scenarioQuality.late", { n: row.lateness_s })}</span> : null}
        {row.person_id ? <Link to="/persons/$id" params={{ id: row.person_id }}>{t("scenarioJob.toPerson")}</Link> : null}
        {row.warning_id ? <Link to="/alerts" search={{ id: row.warning_id, state: "all" }}>{t("rules.toWarning")}</Link> : null}
      </p>
      <Values items={row.values} />
    </li>
  );
}

/** Values are what decided, each by the name officers use where there is one. */
export function Values({ items }: { items: { name: string; value: string }[] | null }) {
  const { t } = useTranslation();
  if (!items || items.length === 0) return null;
  return <dl className="evidence">{items.map((each) => <div key={each.name}><dt title={each.name}>{t(`evidence.${each.name}`, { defaultValue: each.name })}</dt><dd className="num">{each.value}</dd></div>)}</dl>;
}
