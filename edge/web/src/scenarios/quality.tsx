import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { scenariosApi, type DriftLine, type Job, type QualityRow } from "../api/scenarios";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { dayOf } from "../ui/periodpick";
import { PlainTable, type Column } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { FaultNote } from "../ui/states";
import { Numbers, Running } from "./job";
import { permille, TOUCH } from "./parts";

const DAYS = 7;
/** A year of weekly reports is listed. */
const WEEKS = 53;

/** QualityScreen (来源与规则质量) says of every source and scenario how often it is right, how late, how often twice, and how many whom it warned were defrauded later: in red where it is bad. */
export function QualityScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id } = useSearch({ from: "/gate/scenarios/quality" }) as { id?: string };
  const last = useQuery({ queryKey: ["scenario", "jobs", "quality"], queryFn: () => scenariosApi.jobs({ kind: "quality" }) }).data?.items?.[0];
  const weeks = useQuery({ queryKey: ["scenario", "weeks", WEEKS], queryFn: () => scenariosApi.weeks(WEEKS) });
  const shown = id ?? last?.id;
  return (
    <div className="page scenario-quality">
      <header className="bar rule-head"><Link to="/scenarios" className="link-button" aria-label={t("act.back")}>‹</Link><h1 className="screen-title">{t("scenarioWork.quality")}</h1></header>
      <FaultNote error={weeks.error} />
      <Weeks rows={weeks.data?.items ?? []} shown={shown} open={(row) => void navigate({ to: "/scenarios/quality", search: { id: row.id }, replace: true })} />
      <Running key={shown ?? ""} id={shown} days={DAYS} hint={t("scenarioQuality.hint")} start={(from, to) => scenariosApi.quality({ from, to })}>
        {(job) => <><Followed job={job} /><Part of="sources" rows={job.quality?.sources ?? []} job={job.id} /><Part of="scenarios" rows={job.quality?.scenarios ?? []} job={job.id} /><Drift rows={job.quality?.drift ?? []} weeks={job.quality?.drift_weeks ?? 0} /></>}
      </Running>
    </div>
  );
}

/** Weeks lists the reports that are made by themselves, the latest first: what is red in each, and whether somebody has said what follows. */
function Weeks({ rows, shown, open }: { rows: Job[]; shown?: string; open: (row: Job) => void }) {
  const { t } = useTranslation();
  const red = (name: keyof Job["red"]): Column<Job> => ({
    key: name, title: t(`scenarioWeeks.${name}`), right: true, by: (row) => row.red[name],
    cell: (row) => (row.state !== "done" ? "—" : row.red[name] > 0 ? <b className="bad">✗ {row.red[name]}</b> : "0"),
  });
  return (
    <section className="card">
      <h2 className="section-title">{t("scenarioWeeks.title")}</h2>
      <PlainTable<Job> label={t("scenarioWeeks.title")} testid="weeks" rows={rows} keyOf={(row) => row.id} chosen={shown} onOpen={open} empty={<p className="muted">{t("scenarioWeeks.none")}</p>} columns={[
        { key: "week", title: t("scenarioWeeks.week"), cell: (row) => <Week job={row} />, by: (row) => row.from },
        red("sources"), red("scenarios"), red("drift"),
        { key: "made", title: t("scenarioWeeks.made"), cell: (row) => (row.state === "done" ? <At iso={row.ended_at} shape="minute" /> : t(`jobState.${row.state}`, { defaultValue: row.state })), by: (row) => row.ended_at },
        { key: "seen", title: t("scenarioWeeks.seen"), wide: true, cell: (row) => (row.seen_at ? `${row.seen_by}${t("shell.colon")}${row.seen_note}` : "") },
      ]} />
    </section>
  );
}

/** Week is a report's week from its first day to its last. */
function Week({ job }: { job: Job }) {
  return <span className="num">{dayOf(Date.parse(job.from))} – {dayOf(Date.parse(job.to) - 1)}</span>;
}

/** Followed asks what follows from a week in which something was red, and says it once it is known. */
function Followed({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [note, setNote] = useState("");
  const see = useAct((text: string) => scenariosApi.seen(job.id, text), TOUCH);
  const red = job.red.sources + job.red.scenarios + job.red.drift;
  if (!job.weekly || red === 0) return null;
  if (job.seen_at) return <p className="muted" data-testid="week-seen">{t("scenarioWeeks.said", { who: job.seen_by })}{job.seen_note} <At iso={job.seen_at} shape="minute" /></p>;
  if (!can("scenario.write")) return null;
  return (
    <form className="bar rule-span" onSubmit={(event) => { event.preventDefault(); if (note.trim() !== "" && !see.isPending) see.mutate(note.trim()); }}>
      <input className="plain-input grow" value={note} maxLength={500} placeholder={t("scenarioWeeks.follows")} aria-label={t("scenarioWeeks.follows")} onChange={(event) => setNote(event.target.value)} data-testid="week-note" />
      <Button type="primary" htmlType="submit" disabled={note.trim() === ""} loading={see.isPending} data-testid="week-see">{t("scenarioWeeks.done")}</Button>
      <FaultNote error={see.error} onClose={() => see.reset()} />
    </form>
  );
}

/** Drift says whether what comes in has changed, by source and measure: red where it clearly has. */
function Drift({ rows, weeks }: { rows: DriftLine[]; weeks: number }) {
  const { t } = useTranslation();
  if (weeks === 0) return null;
  const index = (row: DriftLine) => (row.state === "few" ? "—" : (row.psi_permille / 1000).toFixed(3));
  return (
    <section className="card" data-testid="drift">
      <h2 className="section-title">{t("scenarioDrift.title", { n: weeks })}</h2>
      <p className="muted">{t("scenarioDrift.hint")}</p>
      <PlainTable<DriftLine> label={t("scenarioDrift.title", { n: weeks })} testid="drift-lines" rows={rows} keyOf={(row) => `${row.source} ${row.measure}`} empty={<p className="muted">{t("scenarioDrift.none")}</p>} columns={[
        { key: "source", title: t("scenarioDrift.source"), cell: (row) => (row.source === "*" ? t("scenarioDrift.others") : row.source), by: (row) => row.source },
        { key: "measure", title: t("scenarioDrift.measure"), cell: (row) => t(`scenarioDrift.measures.${row.measure}`, { defaultValue: row.measure }), by: (row) => row.measure },
        { key: "before", title: t("scenarioDrift.before"), right: true, cell: (row) => row.before.toLocaleString("en-US"), by: (row) => row.before },
        { key: "now", title: t("scenarioDrift.now"), right: true, cell: (row) => row.now.toLocaleString("en-US"), by: (row) => row.now },
        { key: "psi", title: t("scenarioDrift.psi"), right: true, cell: index, by: (row) => row.psi_permille },
        { key: "state", title: t("scenarioDrift.state"), cell: (row) => <span className={row.state === "changed" ? "bad" : row.state === "few" ? "muted" : ""}>{row.state === "changed" ? "✗ " : ""}{t(`scenarioDrift.states.${row.state}`)}</span>, by: (row) => row.state },
      ]} />
    </section>
  );
}

function Part({ of, rows, job }: { of: "sources" | "scenarios"; rows: QualityRow[]; job: string }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const [open, setOpen] = useState<string>();
  const one = rows.find((each) => each.key === open);
  const marked = (row: QualityRow, name: string, text: string) => (row.bad?.includes(name) ? <b className="bad">✗ {text}</b> : text);
  const column = (key: keyof QualityRow & string, text: (row: QualityRow) => string): Column<QualityRow> => ({ key, title: t(`scenarioQuality.${key}`), right: true, cell: (row) => marked(row, key, text(row)), by: (row) => row[key] as number });
  const count = (key: keyof QualityRow & string) => column(key, (row) => (row[key] as number).toLocaleString("en-US"));
  return (
    <section className="card">
      <h2 className="section-title">{t(`scenarioQuality.${of}`)}</h2>
      <PlainTable<QualityRow> label={t(`scenarioQuality.${of}`)} testid={`quality-${of}`} rows={rows} keyOf={(row) => row.key} chosen={open} onOpen={(row) => setOpen(open === row.key ? undefined : row.key)} empty={<p className="muted">{t("scenarioQuality.none")}</p>} columns={[
        { key: "name", title: t(`scenarioQuality.${of}`), cell: (row) => <>{pick(row.zh, row.en) || row.key}{[row.zh, row.en, ""].includes(row.key) ? null : <span className="second muted">{row.key}</span>}</>, by: (row) => row.key },
        count("hits"), count("alerts"), column("precision_pm", (row) => permille(row.precision_pm)), count("judged"),
        column("late_p50_s", (row) => row.late_p50_s < 0 ? "—" : t("scenarioQuality.seconds", { n: row.late_p50_s })), column("late_p95_s", (row) => row.late_p95_s < 0 ? "—" : t("scenarioQuality.seconds", { n: row.late_p95_s })), count("duplicates"),
        count("mismatches"), column("later_victim_pm", (row) => permille(row.later_victim_pm)), count("warned_victims"),
      ]} />
      {one ? <Numbers job={job} items={(["alerts", "judged", "real", "mismatches", "warned", "warned_victims"] as const).map((name) => ({ name, text: one[name].toLocaleString("en-US"), group: `${of}/${one.key}/${name}` }))} /> : null}
    </section>
  );
}
