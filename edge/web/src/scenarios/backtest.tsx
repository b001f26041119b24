import { useTranslation } from "react-i18next";
import { scenariosApi, type Backtest as Result, type VersionDetail } from "../api/scenarios";
import { Numbers, RowLine, Running } from "./job";
import { permille, SHORT_OF } from "./parts";

/** How many days a back-test looks at, unless others are chosen. */
const DAYS = 30;

/** Backtest says what the scenario would have done: alerts a day, how many right, how many victims found, what it costs the officers. */
export function Backtest({ row, dirty }: { row: VersionDetail; dirty: boolean }) {
  const { t } = useTranslation();
  return (
    <Running id={row.backtest_id || undefined} days={DAYS} hint={t("scenarioJob.backtestHint")} blocked={dirty ? t("scenarioEdit.saveFirst") : (row.problems?.length ?? 0) > 0 ? t("scenarioEdit.mendFirst") : undefined}
      start={(from, to) => scenariosApi.backtest({ id: row.id, from, to })}>
      {(job) => (job.backtest ? <Outcome r={job.backtest} job={job.id} /> : null)}
    </Running>
  );
}

function Outcome({ r, job }: { r: Result; job: string }) {
  const { t } = useTranslation();
  return (
    <div data-testid="backtest-result">
      <Numbers job={job} items={[
        { name: "events", text: r.events.toLocaleString("en-US") }, { name: "hits", text: r.hits.toLocaleString("en-US") }, { name: "alerts", text: r.alerts.toLocaleString("en-US"), group: "alerts" }, { name: "alertsDay", text: tenth(r.alerts_day) },
        { name: "precision", text: permille(r.precision_pm), bad: r.precision_pm >= 0 && r.precision_pm < SHORT_OF, note: t("scenarioJob.ofKnown", { n: r.known }), group: "known" },
        { name: "real", text: String(r.real), group: "real" }, { name: "false", text: String(r.false), group: "false" }, { name: "unknown", text: String(r.unknown), group: "unknown" },
        { name: "recall", text: permille(r.recall_pm), note: t("scenarioJob.ofVictims", { n: r.victims }), group: "victims" }, { name: "found", text: String(r.found), group: "found" }, { name: "missed", text: String(r.missed), group: "missed" }, { name: "later", text: String(r.later), group: "later" },
        { name: "overlap", text: permille(r.overlap_pm), group: "overlap" }, { name: "onlyHere", text: String(r.only_here), group: "only_here" }, { name: "only_live", text: String(r.only_live), group: "only_live" }, ...(r.suppressed > 0 ? [{ name: "suppressed", text: String(r.suppressed), group: "suppressed" }] : []), { name: "officerHours", text: t("scenarioJob.hours", { h: tenth(Math.round(r.officer_min_day / 6)) }) },
      ]} />
      {(r.samples ?? []).length > 0 ? <h3 className="section-title">{t("scenarioJob.samples")}</h3> : null}
      <ul className="plain">{(r.samples ?? []).map((hit, i) => <RowLine key={i} row={hit} />)}</ul>
    </div>
  );
}

/** tenth prints tenths: 37 is 3.7. */
export const tenth = (n: number): string => `${Math.trunc(n / 10).toLocaleString("en-US")}.${Math.abs(n % 10)}`;
