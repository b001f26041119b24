import { Button } from "antd";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { scenariosApi, type Decision } from "../api/scenarios";
import { useLang } from "../i18n";
import { At } from "../ui/clock";
import { FaultNote } from "../ui/states";
import { Values } from "./job";

/** The last hour, in minutes. */
const LAST_MINUTES = 60;

/** useWhy says why there was no hit, with the words of a block or a suppression, the steps that are missing, the score that was too low. */
function useWhy(): (each: Decision) => string {
  const { t } = useTranslation();
  const { pick } = useLang();
  return (each) => {
    const why = t(`scenarioLive.why.${each.why}`, { defaultValue: "" });
    const more = each.why === "blocked" ? pick(each.blocked_zh, each.blocked_en) : each.why === "suppressed" ? each.suppressed : each.why === "below" ? String(each.score)
      : each.why === "sequence" ? (each.steps ?? []).filter((step) => !step.stands).map((step) => step.name).join(t("shell.comma")) : "";
    return more ? t("scenarioLive.with", { why, more }) : why;
  };
}

/** Live tries the text as it stands, saved or not: on a pasted event, or on the last hour of the centre. */
export function Live({ text }: { text: string }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const whyNot = useWhy();
  const [event, setEvent] = useState("");
  const run = useMutation({ mutationFn: (last: boolean) => scenariosApi.attempt(last ? { text, minutes: LAST_MINUTES } : { text, event: event.trim() }) });
  const tryEvent = () => { if (event.trim() !== "" && !run.isPending) run.mutate(false); };
  return (
    <div data-testid="live">
      <form className="rule-live" onSubmit={(submit) => { submit.preventDefault(); tryEvent(); }}>
        <textarea className="plain-input" rows={4} value={event} maxLength={200_000} spellCheck={false} placeholder={t("scenarioLive.paste")} aria-label={t("scenarioLive.paste")} onChange={(change) => setEvent(change.target.value)} onKeyDown={(key) => { if (key.key === "Enter" && (key.ctrlKey || key.metaKey)) { key.preventDefault(); tryEvent(); } }} data-testid="live-event" />
        <div className="form-foot">
          <Button type="primary" htmlType="submit" disabled={event.trim() === ""} loading={run.isPending && run.variables === false} data-testid="live-try">{t("scenarioLive.try")}<kbd className="desk-only">Ctrl ↵</kbd></Button>
          <Button onClick={() => run.mutate(true)} loading={run.isPending && run.variables === true} data-testid="live-hour">{t("scenarioLive.hour")}</Button>
        </div>
      </form>
      <FaultNote error={run.error} onClose={run.reset} />
      {run.data ? (
        <div data-testid="live-answer">
          <p className="muted">{t("scenarioLive.counted", { events: run.data.events, hits: run.data.hit_count })}{run.data.suppressed_count > 0 ? ` ${t("scenarioLive.hushed", { n: run.data.suppressed_count })}` : ""}</p>
          <ul className="plain">
            {(run.data.hits ?? []).map((each, i) => (
              <li key={i} className="hit" data-testid="live-line" data-decision={each.decision}>
                <div className="hit-head"><b className={each.decision ? "bad" : "muted"}>{t(each.decision ? "scenarioLive.yes" : "scenarioLive.no")}</b><span className="grow" /><At iso={each.at} shape="full" /></div>
                {each.decision ? <p className="hit-reason">{pick(each.reason_zh, each.reason_en)}</p> : <p className="muted" data-testid="live-why" data-why={each.why}>{whyNot(each)}</p>}
                <p className="hit-facts muted"><span>{t(`kind.${each.kind}`, { defaultValue: each.kind })}</span><span className="num">{each.person}</span>{each.source ? <span>{t("hit.source", { source: each.source })}</span> : null}{(each.steps ?? []).map((step) => <span key={step.name}>{step.stands ? "✓" : "○"} {step.name}</span>)}</p>
                <Values items={each.values} />
              </li>
            ))}
          </ul>
        </div>
      ) : <p className="muted">{t("scenarioLive.hint")}</p>}
    </div>
  );
}
