import { useTranslation } from "react-i18next";
import type { Version } from "../api/scenarios";
import "./scenarios.css";

/** What any act on a scenario makes stale. */
export const TOUCH = [["scenario"], ["scenarios"]];
/** A precision below this many permille is shown in red; the console's own mark, not the centre's judgement. */
export const SHORT_OF = 500;

/** permille prints thousandths as percent: 873 is 87.3%. A figure that nobody can know yet is a dash. */
export const permille = (pm: number): string => (pm < 0 ? "—" : `${Math.trunc(pm / 10)}.${pm % 10}%`);

/** authorOf is who wrote a version, signedBy who stands for it: first the one who proposed it, then the one who signed. */
export const authorOf = (row: Version) => row.signatures?.find((each) => each.act === "made");
export const signedBy = (row: Version) => (row.signatures ?? []).filter((each) => each.act === "proposed" || each.act === "signed");

/** momentOf is the moment at which a day of the centre's zone begins, moved by days. */
export const momentOf = (day: string, by = 0): string => new Date(Date.parse(`${day}T00:00:00+08:00`) + by * 86_400_000).toISOString();

/** StateMark is the state of a version in words, with where it comes from. */
export function StateMark({ row }: { row: Pick<Version, "state" | "origin" | "changed_here"> }) {
  const { t } = useTranslation();
  return (
    <>
      <span className={`state rule-state-${row.state}`} data-state={row.state} data-testid="version-state">{t(`scenarioState.${row.state}`, { defaultValue: row.state })}</span>
      {row.origin && row.origin !== "own" ? <span className="second muted">{t(`scenarioOrigin.${row.origin}`, { defaultValue: row.origin })}</span> : null}
      {row.changed_here ? <b className="second rule-changed">{t("scenarioWork.changedHere")}</b> : null}
    </>
  );
}

/** useBlank is what a new scenario begins as: sound, so that every mark in it is of the writer's own making. */
export function useBlank(): string {
  const { t } = useTranslation();
  return t("scenarioEdit.blank");
}
