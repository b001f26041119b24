import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { scenariosApi, type VersionDetail } from "../api/scenarios";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { FaultNote } from "../ui/states";
import { authorOf, signedBy, StateMark, TOUCH } from "./parts";

/** The acts in the order of a life; those that need a reason ask for it. */
const ACTS = ["propose", "sign", "shadow", "resume", "unshadow", "refuse", "pause", "retire", "discard"] as const;
const WHY: readonly string[] = ["propose", "sign", "refuse", "pause", "resume", "retire", "discard"];
const HARSH: readonly string[] = ["refuse", "pause", "retire", "discard"];
/** The way of a version, for everybody to see how far it is. */
const STEPS = ["draft", "shadow", "proposed", "published"] as const;

/** Life leads a version on: shadow, two signatures, in force, paused, retired. What it needs and who may do it, the centre says. */
export function Life({ row, dirty, problems }: { row: VersionDetail; dirty: boolean; problems: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<string>();
  const [note, setNote] = useState("");
  const [urgent, setUrgent] = useState(false);
  const run = useAct((act: string) => scenariosApi.act(row, act, { ...(note.trim() ? { note: note.trim() } : {}), ...(urgent && act === "propose" ? { urgent } : {}) }), TOUCH, () => { setAsked(undefined); setNote(""); });
  const fork = useAct(() => scenariosApi.draft({ from: row.id }), TOUCH, (out) => void navigate({ to: "/scenarios/edit", search: { id: out.id } }));
  const versions = useQuery({ queryKey: ["scenario", "versions", "of", row.code], queryFn: () => scenariosApi.list({ code: row.code }), enabled: row.code !== "" }).data?.items ?? [];
  const acts = ACTS.filter((each) => row.acts?.includes(each));
  const step = row.state === "paused" || row.state === "retired" ? STEPS.length - 1 : STEPS.indexOf(row.state as never);
  const files = row.origin === "shipped" || row.origin === "folder";
  const last = row.signatures?.find((each) => each.act === "last");
  const ended = row.state === "paused" || row.state === "retired" || row.state === "discarded";
  const named = (name: string | undefined) => (name === "system" ? t("shell.system") : name);
  const blocked = dirty ? t("scenarioEdit.saveFirst") : problems > 0 ? t("scenarioEdit.mendFirst") : undefined;
  return (
    <div data-testid="life">
      {files ? <p className="muted">{t(`scenarioLife.${row.origin}`)}</p> : <ol className="plain rule-steps">{STEPS.map((each, i) => <li key={each} className={i <= step ? "good" : "muted"}><b>{i <= step ? "✓" : i + 1} {t(`scenarioState.${each}`)}</b></li>)}</ol>}
      <dl className="fact-list">
        <dt>{t("scenarioWork.author")}</dt><dd>{named(authorOf(row)?.name)} <At iso={row.at} shape="minute" /></dd>
        {signedBy(row).map((each, i) => <div key={i} className="fact-pair"><dt>{t("scenarioWork.signature", { n: i + 1 })}</dt><dd data-testid="signature">{each.name} <At iso={each.at} shape="minute" /> {each.note}</dd></div>)}
        {ended && last ? <><dt>{t(`scenarioState.${row.state}`)}</dt><dd data-testid="life-last">{named(last.name)} <At iso={last.at} shape="minute" /> {last.note}</dd></> : null}
        {row.from_unit ? <><dt>{t("scenarioLife.from")}</dt><dd className="num">{row.from_unit}</dd></> : null}
        {row.lists?.length ? <><dt>{t("scenarioLife.lists")}</dt><dd>{row.lists.join(t("shell.comma"))}</dd></> : null}
        <dt>{t("scenarioLife.hash")}</dt><dd className="num wrap" data-testid="life-hash">{row.hash}</dd>
      </dl>
      {row.urgent ? <p className="bad">{t("scenarioAct.wasUrgent")} {row.urgent}</p> : null}
      {row.state === "published" ? <p className={row.live < row.partitions ? "bad" : "good"} data-testid="in-force">{t("scenarioWork.inForce", { live: row.live, all: row.partitions })}</p> : null}
      {row.locked && row.state === "shadow" ? <p className="muted">{t("scenarioWork.locked")}</p> : null}
      {row.state === "paused" && !acts.includes("resume") ? <p className="muted">{t("scenarioLife.paused")}</p> : null}
      {blocked ? <p className="muted">{blocked}</p> : null}
      <div className="form-foot">
        {acts.map((each, i) => <Button key={each} type={i === 0 && !HARSH.includes(each) ? "primary" : "default"} danger={HARSH.includes(each)} disabled={blocked !== undefined && !HARSH.includes(each)} loading={run.isPending && run.variables === each} onClick={() => { if (WHY.includes(each)) setAsked(asked === each ? undefined : each); else run.mutate(each); }} data-testid={`life-${each}`}>{t(`scenarioAct.${each}`)}</Button>)}
        {row.state !== "draft" ? <Button onClick={() => fork.mutate(undefined)} loading={fork.isPending} data-testid="life-fork">{t("scenarioAct.fork")}</Button> : null}
      </div>
      {asked ? (
        <form className="issue-back" onSubmit={(event) => { event.preventDefault(); if (note.trim() !== "" && !run.isPending) run.mutate(asked); }}>
          <Input autoFocus value={note} maxLength={500} placeholder={t("bulletins.reason")} aria-label={t("bulletins.reason")} onChange={(event) => setNote(event.target.value)} data-testid="life-note" />
          {asked === "propose" ? <label className="rule-check"><input type="checkbox" checked={urgent} onChange={(event) => setUrgent(event.target.checked)} data-testid="life-urgent" /> {t("scenarioAct.urgent")}</label> : null}
          <Button htmlType="submit" type="primary" danger={HARSH.includes(asked)} disabled={note.trim() === ""} loading={run.isPending} data-testid="life-send">{t(`scenarioAct.${asked}`)}</Button>
        </form>
      ) : null}
      <FaultNote error={run.error ?? fork.error} onClose={() => { run.reset(); fork.reset(); }} />
      <h3 className="section-title">{t("scenarioWork.versions")}</h3>
      <ul className="plain records">{versions.map((each) => <li key={each.id} aria-current={each.id === row.id || undefined}><Link to="/scenarios/edit" search={{ id: each.id, tab: "life" }} className="num">v{each.number}</Link><span className="grow"><StateMark row={each} /></span><span className="muted">{named(authorOf(each)?.name)} <At iso={each.live_at || each.at} /></span></li>)}</ul>
    </div>
  );
}
