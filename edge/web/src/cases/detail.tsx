import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { casesApi, type CaseDetail, type CaseStep } from "../api/cases";
import { useAct } from "../ui/act";
import { DetailClose } from "../ui/detailclose";
import { Field, FlowInput, FlowSelect } from "../ui/field";
import { Await, FaultNote } from "../ui/states";
import { formatYuan } from "../ui/money";
import { formatTime } from "../ui/time";
import { StateWord } from "./cases";
import { CaseForm } from "./form";
import { PartForm, PARTS, type PartKind } from "./partform";
import { RevealName } from "./reveal";
import { outletOf, useIssuers, useWords } from "./words";

/** CaseDetailCard is one case: what stands, what is done with it now, and its history. */
export function CaseDetailCard({ id, close }: { id: string; close: () => void }) {
  const query = useQuery({ queryKey: ["case", id], queryFn: () => casesApi.one(id) });
  return <Await query={query} rows={6}>{(one) => <Whole one={one} close={close} />}</Await>;
}

/** VERBS are the acts that need no form of their own but a day and a reason. */
const VERBS = ["solve", "close", "reopen", "withdraw", "supervise", "progress"] as const;
type Verb = (typeof VERBS)[number];
type Doing = { verb: Verb } | { part: PartKind } | { correct: true } | { remove: string } | undefined;

function Whole({ one, close }: { one: CaseDetail; close: () => void }) {
  const { t } = useTranslation();
  const { word } = useWords();
  const [doing, setDoing] = useState<Doing>();
  const client = useQueryClient();
  const acts = one.acts ?? [];
  const done = (next: CaseDetail) => { client.setQueryData(["case", one.id], next); setDoing(undefined); };
  const may = (act: string) => acts.includes(act);
  const facts: [string, string][] = [
    [t("cases.unit"), one.unit.name], [t("cases.region"), one.region], [t("cases.fraud"), word("frauds", one.fraud)], [t("cases.loss"), formatYuan(one.loss_fen)],
    [t("cases.back"), formatYuan(one.back_fen)], [t("cases.filed"), formatTime(one.filed_at)], [t("cases.occurred"), formatTime(one.occurred_at)], [t("cases.side.scope"), word("scopes", one.scope)],
    [t("cases.side.track"), word("tracks", one.track)], [t("cases.band"), word("amount_bands", one.band)], [t("cases.campaigns"), (one.campaigns ?? []).map((each) => word("campaigns", each)).join(t("cases.comma"))],
    [t("cases.victimKind"), [word("victims", one.victim.kind), word("sexes", one.victim.sex), word("age_bands", one.victim.age_band), word("occupations", one.victim.occupation), one.victim.member_unit].filter(Boolean).join(" · ")],
    [t("cases.entry"), [formatTime(one.entered_at), one.entered_by].filter(Boolean).join(" · ")], [t("cases.brief"), one.brief],
  ];
  return (
    <section className="card case-detail" aria-label={one.number} data-testid="case-detail">
      <header className="bar">
        <h2 className="num">{one.number}</h2><StateWord row={one} />
        {one.supervision ? <span className={one.overdue ? "bad" : undefined}>{word("supervision", one.supervision)} {one.supervise_ref} {one.supervise_due ? t("cases.until", { day: formatTime(one.supervise_due, "date") }) : ""}{one.overdue ? ` ${t("cases.overdue")}` : ""}</span> : null}
        {one.warned ? <span className="bad">{t("cases.warned")}{one.warning ? <Link to="/alerts" search={{ id: one.warning, state: "all" }} className="link-button">{t("cases.toWarning")}</Link> : null}</span> : null}
        {(one.claims ?? []).map((claim) => <Link key={claim} to="/stoppay" search={{ id: claim, list: "all" }} className="link-button">{t("cases.toClaim")}</Link>)}
        <span className="grow" /><DetailClose onClose={close} />
      </header>
      <div className="bar case-acts">
        {VERBS.filter(may).map((verb) => <Button key={verb} onClick={() => setDoing({ verb })} data-testid={`case-act-${verb}`}>{t(`caseAct.${verb}`)}</Button>)}
        {may("correct") ? <Button onClick={() => setDoing({ correct: true })} data-testid="case-act-correct">{t("cases.correct")}</Button> : null}
        {PARTS.filter(may).map((part) => <Button key={part} onClick={() => setDoing({ part })} data-testid={`case-part-${part}`}>{t(`casePart.${part}`)}</Button>)}
      </div>
      {doing && "verb" in doing ? <VerbForm key={doing.verb} one={one} verb={doing.verb} done={done} close={() => setDoing(undefined)} /> : null}
      {doing && "part" in doing ? <PartForm key={doing.part} one={one} kind={doing.part} done={done} close={() => setDoing(undefined)} /> : null}
      {doing && "remove" in doing ? <PartForm key={doing.remove} one={one} kind="remove" part={doing.remove} done={done} close={() => setDoing(undefined)} /> : null}
      {doing && "correct" in doing ? <CaseForm one={one} close={() => setDoing(undefined)} done={() => setDoing(undefined)} /> : null}
      <dl className="case-facts">
        {facts.filter(([, value]) => value !== "").map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
        {one.victim.name ? <div><dt>{t("cases.victimName")}</dt><dd><RevealName id={one.id} masked={one.victim.name} field="name" /></dd></div> : null}
      </dl>
      <Parts one={one} remove={may("remove") ? (part) => setDoing({ remove: part }) : undefined} />
      <History id={one.id} version={one.version} />
    </section>
  );
}

function VerbForm({ one, verb, done, close }: { one: CaseDetail; verb: Verb; done: (next: CaseDetail) => void; close: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { list } = useWords();
  const [form, setForm] = useState({ at: "", note: "", level: one.supervision || "city", due: "", ref: "", mistake: "" });
  const set = (name: keyof typeof form) => (value: string) => setForm((now) => ({ ...now, [name]: value }));
  const act = useAct(
    () => casesApi.act(one.id, verb, {
      version: one.version, note: form.note.trim(), ...(form.at ? { at: form.at } : {}), ...(verb === "withdraw" && form.mistake ? { void: true } : {}),
      ...(verb === "supervise" ? { level: form.level, due: form.due, ref: form.ref.trim() } : {}),
    }),
    [["cases"], ["case", one.id]], (out) => { void message.success(t("cases.saved", { number: out.number })); done(out); },
  );
  return (
    <form className="form fields" onSubmit={(event) => { event.preventDefault(); act.mutate(undefined); }} data-testid={`case-form-${verb}`}>
      {verb !== "reopen" && verb !== "progress" ? <Field label={t("cases.day")} note={t("cases.dayHint")}><FlowInput value={form.at} onChange={set("at")} testid="case-at" placeholder="2026-11-02" max={25} focus /></Field> : null}
      {verb === "supervise" ? <>
        <Field label={t("cases.side.supervision")}><FlowSelect value={form.level} onChange={set("level")} options={list("supervision")} empty={t("cases.lifted")} testid="case-level" /></Field>
        <Field label={t("cases.due")}><FlowInput value={form.due} onChange={set("due")} testid="case-due" placeholder="2026-12-31" max={10} /></Field>
        <Field label={t("cases.letter")}><FlowInput value={form.ref} onChange={set("ref")} testid="case-ref" max={60} /></Field>
      </> : null}
      {verb === "withdraw" ? <Field label={t("cases.mistake")} note={t("cases.mistakeHint")}><FlowSelect value={form.mistake} onChange={set("mistake")} options={[{ value: "yes", text: t("cases.yes") }]} empty={t("cases.no")} testid="case-void" /></Field> : null}
      <Field label={t("cases.reason")} wide><FlowInput value={form.note} onChange={set("note")} testid="case-note" max={500} /></Field>
      <FaultNote error={act.error} onClose={act.reset} />
      <div className="form-foot"><Button type="primary" htmlType="submit" loading={act.isPending} data-testid="case-do">{t(`caseAct.${verb}`)}</Button><Button onClick={close}>{t("act.cancel")}</Button></div>
    </form>
  );
}

function Parts({ one, remove }: { one: CaseDetail; remove?: (part: string) => void }) {
  const { t } = useTranslation();
  const { word } = useWords();
  const issuer = useIssuers();
  const off = (id: string) => (remove ? <button type="button" className="link" onClick={() => remove(id)} aria-label={t("casePart.remove")}>×</button> : null);
  return (
    <div className="case-parts">
      {(one.suspects ?? []).length > 0 ? <div><h3>{t("cases.suspects")}</h3><ul>{(one.suspects ?? []).map((p) => (
        <li key={p.id}>{p.name ? <RevealName id={one.id} suspect={p.id} masked={p.name} field="name" /> : t("cases.unnamed")} {p.id_number ? <RevealName id={one.id} suspect={p.id} masked={p.id_number} field="id_number" /> : null} {word("roles", p.role)}
          {p.two_cards ? ` · ${t("cases.twoCards")}` : ""}{p.fugitive ? ` · ${word("fugitives", p.fugitive)}` : ""} {off(p.id)}
          <span className="muted"> {(p.measures ?? []).map((m) => `${word("measures", m.kind)} ${formatTime(m.at, "date")}`).join(t("cases.comma"))}</span></li>))}</ul></div> : null}
      {(one.money ?? []).length > 0 ? <div><h3>{t("casePart.money")}</h3><ul>{(one.money ?? []).map((m) => <li key={m.id}>{word("money", m.kind)} {formatYuan(m.fen)} <span className="muted">{formatTime(m.at, "date")} {m.note}</span> {off(m.id)}</li>)}</ul></div> : null}
      {(one.exhibit_list ?? []).length > 0 ? <div><h3>{t("casePart.exhibit")}</h3><ul>{(one.exhibit_list ?? []).map((x) => <li key={x.id}>{word("exhibits", x.kind)} {x.n}{x.fen > 0 ? ` ${formatYuan(x.fen)}` : ""} <span className="muted">{formatTime(x.at, "date")} {x.note}</span> {off(x.id)}</li>)}</ul></div> : null}
      {(one.cards ?? []).length > 0 ? <div><h3>{t("casePart.card")}</h3><ul>{(one.cards ?? []).map((k) => <li key={k.id}>{word("cards", k.kind)} {k.mark ? `…${k.mark}` : ""} {issuer(k.bank || k.carrier)} {outletOf(k)} <span className="muted">{k.check ? `${word("checks", k.check)} ${formatTime(k.checked_at, "date")}` : t("cases.checkOpen")}</span> {off(k.id)}</li>)}</ul></div> : null}
    </div>
  );
}

function History({ id, version }: { id: string; version: number }) {
  const { t } = useTranslation();
  const steps = useQuery({ queryKey: ["case", id, "history", version], queryFn: () => casesApi.history(id) }).data?.items ?? [];
  return (
    <div>
      <h3>{t("cases.history")}</h3>
      <ol className="case-history" data-testid="case-history">
        {steps.map((step: CaseStep) => (
          <li key={step.version}><span className="num">{formatTime(step.at)}</span> <b>{t(`caseStep.${step.action.replace("case.", "")}`)}</b> {step.actor === "system" ? t("cases.bySystem") : step.actor} {step.note}
            {(step.changes ?? []).map((each) => <span key={each.field} className="muted"> {t("cases.change", { field: each.field, was: each.old, now: each.new })}</span>)}</li>
        ))}
      </ol>
    </div>
  );
}
