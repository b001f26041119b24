import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LINES, linesApi, type LineAct, type LineChoice, type Track } from "../api/lines";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { At, Due } from "../ui/clock";
import { NextTime } from "../ui/nexttime";
import { FaultNote } from "../ui/states";

/** TrackCard is one line: who has it, how it stands, the last try, the next time, its clock, and what may be done on it. */
export function TrackCard({ track, outcomes }: { track: Track; outcomes: LineChoice[] }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const last = track.id === "" ? undefined : outcomes.find((each) => each.code === track.last);
  return (
    <article className="lines-track" data-testid="track" data-kind={track.kind} data-state={track.state}>
      <p><b>{track.order_id ? t(`orderState.${track.state}`) : t(`lineState.${track.state}`)}</b> {track.to} {track.due_at ? <Due at={track.due_at} /> : null}</p>
      <p className="muted">{track.owner || t("desk.nobody")}</p>
      {track.task ? <p className="wrap">{track.task}</p> : null}
      <p className="muted">
        {t("lines.tries", { count: track.tries })}
        {track.last_at ? <> · <At iso={track.last_at} /> {last ? pick(last.zh, last.en) : t(`outcome.${track.last}`, { defaultValue: track.last })}</> : null}
      </p>
      {track.next_at ? <p className="muted">{t("attempt.nextAt")} <At iso={track.next_at} /></p> : null}
      {track.answer.note ? <p className="wrap">{track.answer.name}：{track.answer.note}</p> : null}
      {track.order_id ? <Link to="/tasks" search={{ id: track.order_id, state: "all" }}>{t("lines.toOrder")}</Link> : null}
      {track.id ? <TrackActs id={track.id} may={track.may ?? []} outcomes={outcomes} /> : null}
    </article>
  );
}

/** TrackActs offers what the caller may do on a line; one field for its words stands open at a time. */
export function TrackActs({ id, may, outcomes }: { id: string; may: LineAct[]; outcomes: LineChoice[] }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const [act, setAct] = useState<LineAct>();
  const [note, setNote] = useState("");
  const [outcome, setOutcome] = useState("");
  const [next, setNext] = useState("");
  const run = useAct(
    (what: LineAct) => linesApi.act(id, what, { note: note.trim(), ...(what === "try" ? { outcome } : {}), ...(next ? { next_at: next } : {}) }),
    LINES, () => { setAct(undefined); setNote(""); setOutcome(""); setNext(""); },
  );
  if (may.length === 0) return null;
  const ready = act === "try" ? outcome !== "" : note.trim() !== "";
  return (
    <div className="lines-do">
      <div className="choice">
        {may.map((each) => (
          <button key={each} type="button" className={act === each ? "chip chip-on" : "chip"} onClick={() => (each === "take" ? run.mutate("take") : setAct(each))} data-testid={`line-${each}`}>{t(`lineAct.${each}`)}</button>
        ))}
      </div>
      {act ? (
        <form onSubmit={(event) => { event.preventDefault(); if (ready) run.mutate(act); }}>
          {act === "try" ? (
            <div className="choice" role="radiogroup" aria-label={t("attempt.outcome")}>
              {outcomes.map((each) => <button key={each.code} type="button" role="radio" aria-checked={outcome === each.code} className={outcome === each.code ? "chip chip-on" : "chip"} onClick={() => setOutcome(each.code)} data-testid={`try-${each.code}`}>{pick(each.zh, each.en)}</button>)}
            </div>
          ) : null}
          {act === "try" ? <NextTime value={next} onChange={setNext} /> : null}
          <input className="plain-input" value={note} maxLength={1000} autoFocus={act !== "try"} placeholder={t(`lineAsk.${act}`)} aria-label={t(`lineAsk.${act}`)} onChange={(event) => setNote(event.target.value)} data-testid="line-note" />
          <Button size="small" type="primary" htmlType="submit" disabled={!ready} loading={run.isPending} data-testid="line-save">{t("lines.save")}</Button>
        </form>
      ) : null}
      <FaultNote error={run.error} onClose={run.reset} />
    </div>
  );
}
