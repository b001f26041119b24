import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { scenariosApi, type DiffResult, type VersionDetail } from "../api/scenarios";
import { Numbers, RowLine, Running } from "./job";

const DAYS = 7;

/** lineDiff says of every line whether it came, went or stayed: the longest common run of lines stays. Bounded, since it is a table of lines by lines. */
export function lineDiff(before: string, after: string): { sign: " " | "-" | "+"; text: string }[] {
  const a = before.split("\n").slice(0, MOST), b = after.split("\n").slice(0, MOST);
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) for (let k = b.length - 1; k >= 0; k--) common[i][k] = a[i] === b[k] ? common[i + 1][k + 1] + 1 : Math.max(common[i + 1][k], common[i][k + 1]);
  const out: { sign: " " | "-" | "+"; text: string }[] = [];
  let i = 0, k = 0;
  while (i < a.length || k < b.length) {
    if (i < a.length && k < b.length && a[i] === b[k]) { out.push({ sign: " ", text: a[i] }); i++; k++; }
    else if (k < b.length && (i >= a.length || common[i][k + 1] > common[i + 1][k])) out.push({ sign: "+", text: b[k++] });
    else out.push({ sign: "-", text: a[i++] });
  }
  return out;
}

/** A longer text is compared as far as this. */
const MOST = 1000;

/** Diff puts a version beside another one: the lines that changed, and the decisions that flipped in a period, with examples. */
export function Diff({ row }: { row: VersionDetail }) {
  const { t } = useTranslation();
  const [other, setOther] = useState("");
  const versions = (useQuery({ queryKey: ["scenario", "versions", "of", row.code], queryFn: () => scenariosApi.list({ code: row.code }), enabled: row.code !== "" }).data?.items ?? []).filter((each) => each.id !== row.id);
  const at = other || versions.find((each) => each.state === "published")?.id || versions[0]?.id || "";
  const before = useQuery({ queryKey: ["scenario", "version", at], queryFn: () => scenariosApi.one(at), enabled: at !== "" }).data;
  if (versions.length === 0) return <p className="muted side-none">{t("scenarioDiff.none")}</p>;
  return (
    <>
      <label className="bar"><span>{t("scenarioDiff.with")}</span><select className="plain-input" value={at} onChange={(event) => setOther(event.target.value)} data-testid="diff-with">{versions.map((each) => <option key={each.id} value={each.id}>v{each.number} {t(`scenarioState.${each.state}`, { defaultValue: each.state })}</option>)}</select></label>
      {before ? <pre className="code rule-diff" data-testid="text-diff">{lineDiff(before.text, row.text).map((line, i) => (line.sign === " " ? <span key={i} className="muted">{`  ${line.text}\n`}</span> : line.sign === "+" ? <ins key={i}>{`+ ${line.text}\n`}</ins> : <del key={i}>{`- ${line.text}\n`}</del>))}</pre> : null}
      <h3 className="section-title">{t("scenarioDiff.decisions")}</h3>
      <Running key={at} days={DAYS} hint={t("scenarioDiff.hint")} start={(from, to) => scenariosApi.diff({ old: at, new: row.id, from, to })}>
        {(job) => (job.diff ? <Flipped r={job.diff} job={job.id} /> : null)}
      </Running>
    </>
  );
}

function Flipped({ r, job }: { r: DiffResult; job: string }) {
  const { t } = useTranslation();
  return (
    <div data-testid="diff-result">
      <Numbers job={job} items={[{ name: "both", text: String(r.both), group: "both" }, { name: "gained", text: String(r.gained), group: "gained" }, { name: "lost", text: String(r.lost), group: "lost" }]} />
      <ul className="plain">{(r.samples ?? []).map((each, i) => <li key={i}><b>{t(`scenarioNumber.${each.groups?.includes("gained") ? "gained" : "lost"}`)}</b><ul className="plain"><RowLine row={each} /></ul></li>)}</ul>
    </div>
  );
}
