import { useQuery } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { LINES, linesApi, type AskBody, type Gate, type LineKind, type LinesPage, type PlanAct } from "../api/lines";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { DayInput } from "../ui/dayinput";
import { wishText } from "../ui/gate";
import { NextTime } from "../ui/nexttime";
import { FaultNote } from "../ui/states";
import { localToISO } from "../ui/time";

/** These acts name a time; for the first it is a must. */
const TIMED = new Set<PlanAct>(["away", "deny", "settle", "resume"]);
/** These acts need no words. */
const WORDLESS = new Set<PlanAct>(["away", "confirm", "read"]);

/** PlanForm moves the plan: not found for now, not to be found, refused, escalated, and what answers them. */
export function PlanForm({ id, act, page, done }: { id: string; act: PlanAct; page: LinesPage; done: () => void }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const [note, setNote] = useState("");
  const [next, setNext] = useState("");
  const run = useAct(() => linesApi.plan(id, act, { note: note.trim(), ...(next ? { next_at: next } : {}) }), LINES, done);
  const needed = (page.checklist ?? []).filter((item) => (act === "not_found" ? item.not_found : (act === "refused" || act === "escalate") && item.refused));
  const lacking = needed.filter((item) => item.have < item.least);
  const ready = (WORDLESS.has(act) || note.trim() !== "") && (act !== "away" || next !== "") && (act !== "not_found" || lacking.length === 0);
  return (
    <form className="form lines-form" onSubmit={(event) => { event.preventDefault(); if (ready) run.mutate(undefined); }} aria-label={t(`planAct.${act}`)} data-testid="plan-form">
      <p className="field-label">{t(`planAct.${act}`)}</p>
      {lacking.length > 0 ? <p className="problem" data-testid="lacking">{t("lines.lacking")} {lacking.map((item) => pick(item.zh, item.en)).join(t("shell.comma"))}</p> : null}
      {TIMED.has(act) ? <NextTime value={next} onChange={setNext} /> : null}
      <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={1000} autoFocus value={note} placeholder={t("lines.note")} aria-label={t("lines.note")} onChange={(event) => setNote(event.target.value)} data-testid="plan-note" />
      <FaultNote error={run.error} onClose={run.reset} />
      <Button type="primary" htmlType="submit" disabled={!ready} loading={run.isPending} data-testid="plan-save">{t("lines.save")}</Button>
    </form>
  );
}

/** AskForm opens a line: to relatives, or by asking a unit, a bank or a carrier. */
export function AskForm({ id, kind, page, done }: { id: string; kind: LineKind; page: LinesPage; done: () => void }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const [to, setTo] = useState("");
  const [task, setTask] = useState(t(`lineTask.${kind}`));
  const asksUnit = kind === "station" || kind === "assist" || kind === "transfer";
  const units = useQuery({ queryKey: ["units"], queryFn: api.units, staleTime: 300_000, enabled: asksUnit });
  const choices = kind === "bank" ? page.banks : kind === "carrier" ? page.carriers : undefined;
  const options = asksUnit
    ? (units.data?.items ?? []).filter((each) => each.active && each.code !== page.plan.unit.code).map((each) => ({ value: each.code, label: `${each.name} ${each.code}` }))
    : (choices ?? []).map((each) => ({ value: each.code, label: pick(each.zh, each.en) }));
  const whom: Partial<AskBody> = asksUnit ? { to_unit: to } : kind === "bank" ? { to_bank: to } : kind === "carrier" ? { carrier: to } : {};
  const run = useAct(() => linesApi.ask(id, { kind, task: task.trim(), ...whom }), LINES, done);
  const ready = task.trim() !== "" && (kind === "relatives" || to !== "");
  return (
    <form className="form lines-form" onSubmit={(event) => { event.preventDefault(); if (ready) run.mutate(undefined); }} aria-label={t(`lineKind.${kind}`)} data-testid="ask-form">
      <p className="field-label">{t(`lineKind.${kind}`)}</p>
      {kind === "relatives" ? null : (
        <Select
          autoFocus showSearch={{ optionFilterProp: "label" }} value={to || undefined} placeholder={t("lines.whom")} aria-label={t("lines.whom")} options={options} loading={asksUnit && units.isPending}
          onChange={(value: string) => setTo(value)}
        />
      )}
      <FaultNote error={units.error} retry={() => void units.refetch()} />
      <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={1000} autoFocus={kind === "relatives"} value={task} placeholder={t("lines.task")} aria-label={t("lines.task")} onChange={(event) => setTask(event.target.value)} data-testid="ask-task" />
      <FaultNote error={run.error} onClose={run.reset} />
      <Button type="primary" htmlType="submit" disabled={!ready} loading={run.isPending} data-testid="ask-save">{t("lines.save")}</Button>
    </form>
  );
}

/** minutes reads 08:30 as a minute of the day. */
const minutes = (clock: string): number | undefined => {
  const found = /^(\d\d):(\d\d)$/.exec(clock);
  return found ? Number(found[1]) * 60 + Number(found[2]) : undefined;
};

/** WishForm notes when the person does not want to be contacted; every unit sees it before it calls. */
export function WishForm({ id, gate, done }: { id: string; gate: Gate; done: () => void }) {
  const { t } = useTranslation();
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [until, setUntil] = useState("");
  const [note, setNote] = useState("");
  const hours = from !== "" && to !== "" && from !== to;
  const save = useAct(() => linesApi.wish(id, { ...(hours ? { from_min: minutes(from), to_min: minutes(to) } : {}), ...(until ? { until: localToISO(until) } : {}), note: note.trim() }), LINES, done);
  const end = useAct((wish: string) => linesApi.endWish(id, wish), LINES);
  return (
    <form className="form lines-form" onSubmit={(event) => { event.preventDefault(); if (hours || until) save.mutate(undefined); }} aria-label={t("lines.wish")} data-testid="wish-form">
      <p className="field-label">{t("lines.wish")}</p>
      {(gate.wishes ?? []).map((wish) => (
        <p key={wish.id}>{wishText(t, wish)} {wish.note} <Button size="small" onClick={() => end.mutate(wish.id)} data-testid="wish-end">{t("lines.wishEnd")}</Button></p>
      ))}
      <div className="choice">
        <input className="plain-input" type="time" value={from} aria-label={t("lines.from")} onChange={(event) => setFrom(event.target.value)} data-testid="wish-from" />
        <input className="plain-input" type="time" value={to} aria-label={t("lines.to")} onChange={(event) => setTo(event.target.value)} data-testid="wish-to" />
        <span className="muted">{t("lines.orUntil")}</span>
        <DayInput type="datetime-local" value={until} aria-label={t("lines.until")} onChange={(event) => setUntil(event.target.value)} data-testid="wish-until" />
      </div>
      <input className="plain-input" value={note} maxLength={300} placeholder={t("lines.wishNote")} aria-label={t("lines.wishNote")} onChange={(event) => setNote(event.target.value)} data-testid="wish-note" />
      <FaultNote error={save.error ?? end.error} />
      <Button type="primary" htmlType="submit" disabled={!hours && until === ""} loading={save.isPending} data-testid="wish-save">{t("lines.save")}</Button>
    </form>
  );
}
