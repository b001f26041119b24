import { App, Button, Input } from "antd";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { measuresApi, type MeasureRules, type RuleLine } from "../api/measures";
import { useLang } from "../i18n";
import { phoneOK } from "../ui/account";
import { useAct } from "../ui/act";
import { Choice } from "../ui/choice";
import { At } from "../ui/clock";
import { useSession } from "../ui/session";
import { FaultNote } from "../ui/states";
import { allowed, bodyOf, complete, GROUNDS, nothingSaid, type Kind, type Said, type Verb } from "./kinds";

/** What any act on a measure makes stale. */
const TOUCH = [["measures"], ["freezes"], ["objections"], ["claim"]];

/** Basis says on which article, practice or local setting a measure and its clock rest: a setting is never printed as law. */
export function Basis({ rules, codes }: { rules: MeasureRules | undefined; codes: string[] }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const lines = codes.map((code) => rules?.lines?.find((line) => line.code === code)).filter((line): line is RuleLine => line !== undefined && line !== null);
  if (lines.length === 0) return <span className="muted">—</span>;
  return (
    <ul className="plain measure-basis">
      {lines.map((line) => (
        <li key={line.code}>
          <span className={line.label === "law" ? "state" : "state state-closed"}>{t(`ruleLabel.${line.label}`)}</span> {pick(line.zh, line.en)}
          {line.unit ? <b className="num"> {line.value || (line.values ?? []).join(" / ")} {t(`ruleUnit.${line.unit}`)}</b> : null}
          {line.code === "restriction.basis" ? <b> {(line.words ?? []).join(t("shell.comma"))}</b> : null}
          <span className="second wrap">{t("measures.source")}{pick(line.source, line.source_en) || line.source}</span>
        </li>
      ))}
    </ul>
  );
}

/** Who is when something was done, and by whom: by the clock where nobody acted. */
export function Who({ at, by }: { at: string; by: string }) {
  const { t } = useTranslation();
  if (!at) return <span className="muted">—</span>;
  return <><At iso={at} shape="full" /> {by || t("measures.byClock")}</>;
}

/** Facts is the open part of a row: what was decided, on which basis, by whom. Empty lines are left out. */
export function Facts({ lines }: { lines: [string, ReactNode][] }) {
  return <dl className="fact-list measure-facts">{lines.filter(([, value]) => value !== null && value !== "" && value !== undefined).map(([name, value]) => <div key={name}><dt>{name}</dt><dd className="wrap">{value}</dd></div>)}</dl>;
}

interface ActsProps { kind: Exclude<Kind, "freeze">; row: { id: string; version: number; state: string }; verbs: Verb[]; warn?: (verb: Verb) => string | undefined }

/** Acts are the commands that a measure's state and the user's rights allow: a word and a reason, then one click. */
export function Acts({ kind, row, verbs, warn }: ActsProps) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { message } = App.useApp();
  const [verb, setVerb] = useState<Verb>();
  const [said, setSaid] = useState<Said>(nothingSaid);
  const mine = allowed(verbs, can);
  const done = () => { setVerb(undefined); setSaid(nothingSaid); };
  const save = useAct((what: Verb) => measuresApi.act(kind, row.id, what.name, bodyOf(what, said, row.version)), TOUCH, (out) => { done(); void message.success(t(`${kind}State.${out.state}`)); });
  if (mine.length === 0) return <p className="muted">{t(verbs.length === 0 ? "measures.over" : "freezes.nothingToDo")}</p>;
  const set = (change: Partial<Said>) => setSaid((now) => ({ ...now, ...change }));
  const warning = verb ? warn?.(verb) : undefined;
  return (
    <>
      <div className="choice" role="radiogroup" aria-label={t("detail.actions")}>
        {mine.map((each) => <button key={each.name} type="button" role="radio" aria-checked={verb?.name === each.name} className={verb?.name === each.name ? "chip chip-on" : "chip"} onClick={() => setVerb(each)} data-testid={`${kind}-${each.name}`}>{t(`measureAct.${each.name}`)}</button>)}
      </div>
      {verb?.name === "object" ? <ObjectForm kind={kind} id={row.id} onDone={done} /> : verb ? (
        <form className="act-fields" onSubmit={(event) => { event.preventDefault(); if (complete(verb, said) && !save.isPending) save.mutate(verb); }}>
          {verb.verdict ? <Choice label={t("objection.decide")} options={(["yes", "no"] as const).map((value) => ({ value, text: t(`appealVerdict.${value}`) }))} value={said.verdict} onChange={(verdict) => set({ verdict })} testPrefix="verdict" /> : null}
          {verb.notice ? <Input autoFocus value={said.notice} maxLength={64} placeholder={t("measures.notice")} aria-label={t("measures.notice")} onChange={(event) => set({ notice: event.target.value })} data-testid={`${kind}-notice`} /> : null}
          <Input autoFocus={!verb.notice} value={said.note} maxLength={500} placeholder={t(`measureNote.${verb.name}`, { defaultValue: t(verb.note ? "freezes.noteNeeded" : "freezes.note") })} aria-label={t("freezes.note")} onChange={(event) => set({ note: event.target.value })} data-testid={`${kind}-note`} />
          {verb.verdict && said.verdict === "no" ? <Input value={said.remedy} maxLength={500} placeholder={t("measures.remedy")} aria-label={t("measures.remedy")} onChange={(event) => set({ remedy: event.target.value })} /> : null}
          <Button type="primary" danger={verb.danger} htmlType="submit" disabled={!complete(verb, said)} loading={save.isPending} data-testid={`${kind}-act-save`}>{t(`measureAct.${verb.name}`)}</Button>
          {warning ? <p className="problem measure-warn">{warning}</p> : null}
        </form>
      ) : null}
      <FaultNote error={save.error} onClose={save.reset} />
    </>
  );
}

/** ObjectForm takes the objection of the person concerned: its clock starts at once, and somebody else decides. */
function ObjectForm({ kind, id, onDone }: { kind: "restriction" | "mark" | "sanction"; id: string; onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form, setForm] = useState({ name: "", phone: "", ground: "", text: "" });
  const set = (change: Partial<typeof form>) => setForm((now) => ({ ...now, ...change }));
  const ground = GROUNDS.find((each) => each === form.ground);
  const save = useAct(
    () => measuresApi.object({ object: kind, object_id: id, name: form.name.trim(), phone: form.phone.replace(/[\s-]/g, ""), ground: ground ?? "other", text: form.text.trim() }),
    TOUCH, (out) => { onDone(); void message.success(t("measures.objected", { number: out.number, receipt: out.receipt }), 12); },
  );
  const ready = form.name.trim() !== "" && phoneOK(form.phone) && ground !== undefined && (ground !== "other" || form.text.trim() !== "");
  return (
    <form className="act-fields" onSubmit={(event) => { event.preventDefault(); if (ready && !save.isPending) save.mutate(undefined); }} aria-label={t("measureAct.object")}>
      <Input autoFocus value={form.name} maxLength={60} placeholder={t("bankObjection.holder")} aria-label={t("bankObjection.holder")} onChange={(event) => set({ name: event.target.value })} data-testid="object-name" />
      <Input value={form.phone} maxLength={20} inputMode="tel" placeholder={t("intake.phone")} aria-label={t("intake.phone")} status={form.phone !== "" && !phoneOK(form.phone) ? "error" : undefined} onChange={(event) => set({ phone: event.target.value })} data-testid="object-phone" />
      <select className="plain-input" value={form.ground} aria-label={t("measures.ground")} onChange={(event) => set({ ground: event.target.value })} data-testid="object-ground">
        <option value="">{t("measures.ground")}</option>
        {GROUNDS.map((each) => <option key={each} value={each}>{t(`objectionGround.${each}`)}</option>)}
      </select>
      <Input value={form.text} maxLength={1000} placeholder={t("measures.words")} aria-label={t("measures.words")} onChange={(event) => set({ text: event.target.value })} data-testid="object-text" />
      <Button type="primary" htmlType="submit" disabled={!ready} loading={save.isPending} data-testid="object-save">{t("measureAct.object")}</Button>
      <Link to="/objections" className="link-button">{t("menu.objections")}</Link>
      <FaultNote error={save.error} onClose={save.reset} />
    </form>
  );
}
