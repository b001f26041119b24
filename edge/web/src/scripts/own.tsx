import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { scripts, STEPS, type ReadingName, type Script, type ScriptVersion, type Step } from "../api/scripts";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { Field } from "../ui/field";
import { inReading } from "../ui/scriptwords";
import { Await, FaultNote } from "../ui/states";

const READINGS: ReadingName[] = ["zh", "zh_elder", "en", "en_elder"];
const TOUCH = [["scripts"]];

/** OwnWords is a script in a unit's own words: what was proposed, by whom, who signed, and a form for the next. */
export function OwnWords({ code }: { code: string }) {
  const { t } = useTranslation();
  const [writing, setWriting] = useState(false);
  const script = useQuery({ queryKey: ["scripts", "one", code], queryFn: () => scripts.one(code) });
  const history = useQuery({ queryKey: ["scripts", "versions", code], queryFn: () => scripts.versions(code) });
  const rows = history.data?.items ?? [];
  return (
    <section className="section scripts-own">
      <div className="bar">
        <h2 className="section-title">{t("scripts.own")}</h2>
        {script.data?.may_write && !writing ? <Button size="small" onClick={() => setWriting(true)} data-testid="script-write">{t("scripts.write")}</Button> : null}
      </div>
      {writing && script.data ? <Write script={script.data} done={() => setWriting(false)} /> : null}
      <Await query={history} rows={2}>
        {() => rows.length === 0 ? <p className="muted">{t("scripts.noOwn")}</p> : <ul>{rows.map((row) => <Version key={row.id} code={code} row={row} />)}</ul>}
      </Await>
    </section>
  );
}

function Version({ code, row }: { code: string; row: ScriptVersion }) {
  const { t } = useTranslation();
  const [note, setNote] = useState("");
  const act = useAct((verb: "approve" | "return" | "withdraw") => scripts.act(code, row, verb, note.trim()), TOUCH);
  const button = (verb: "approve" | "return" | "withdraw", allowed: boolean, ready: boolean) => allowed ? (
    <Button size="small" type={verb === "approve" ? "primary" : "default"} disabled={!ready} loading={act.isPending} onClick={() => act.mutate(verb)} data-testid={`script-${verb}`}>{t(`scripts.${verb}`)}</Button>
  ) : null;
  const open = row.may_approve || row.may_withdraw;
  return (
    <li className="scripts-version" data-testid="script-version" data-state={row.state}>
      <details>
        <summary>
          {t(`scriptReading.${row.reading}`)} {t("scripts.number", { n: row.number })} · {row.unit.name} · <b>{t(`scriptState.${row.state}`)}</b> · {row.made.name} <At iso={row.made.at} shape="minute" />
          <span className="muted"> {row.made.note}</span>
        </summary>
        {(row.steps ?? []).map((each) => <div key={each.step}><b>{t(`scriptStep.${each.step}`)}</b>{(each.lines ?? []).map((line) => <p key={line}>{line}</p>)}</div>)}
      </details>
      {row.decided.name ? <p className="muted">{t("scripts.decidedBy", { name: row.decided.name })} {row.decided.note}</p> : null}
      {row.ended.name ? <p className="muted">{t("scripts.endedBy", { name: row.ended.name })} {row.ended.note}</p> : null}
      {open ? (
        <div className="bar">
          {button("approve", row.may_approve, true)}
          <input className="plain-input grow" value={note} maxLength={300} placeholder={t("scripts.reason")} aria-label={t("scripts.reason")} onChange={(event) => setNote(event.target.value)} data-testid="script-reason" />
          {button("return", row.may_approve, note.trim() !== "")}
          {button("withdraw", row.may_withdraw, note.trim() !== "")}
        </div>
      ) : null}
      <FaultNote error={act.error} onClose={act.reset} />
    </li>
  );
}

const linesOf = (script: Script, reading: ReadingName): Record<Step, string> =>
  Object.fromEntries(STEPS.map((step) => [step, inReading(script, reading)?.steps?.find((each) => each.step === step)?.lines?.join("\n") ?? ""])) as Record<Step, string>;

function Write({ script, done }: { script: Script; done: () => void }) {
  const { t } = useTranslation();
  const [reading, setReading] = useState<ReadingName>("zh");
  const [words, setWords] = useState(() => linesOf(script, "zh"));
  const [note, setNote] = useState("");
  const steps = STEPS.map((step) => ({ step, lines: words[step].split("\n").map((line) => line.trim()).filter((line) => line !== "") }));
  const save = useAct(() => scripts.propose(script.code, { reading, steps, note: note.trim() }), TOUCH, done);
  const ready = note.trim() !== "" && steps.every((each) => each.lines.length > 0);
  return (
    <form className="form scripts-form" onSubmit={(event) => { event.preventDefault(); if (ready && !save.isPending) save.mutate(undefined); }} aria-label={t("scripts.write")}>
      <p className="muted">{t("scripts.manner", { count: script.lines_most })}</p>
      <Field label={t("scripts.reading")}>
        <select className="plain-input" value={reading} onChange={(event) => { const name = event.target.value as ReadingName; setReading(name); setWords(linesOf(script, name)); }} data-testid="script-reading">
          {READINGS.map((name) => <option key={name} value={name}>{t(`scriptReading.${name}`)}</option>)}
        </select>
      </Field>
      {STEPS.map((step) => (
        <Field key={step} label={t(`scriptStep.${step}`)}>
          <textarea className="plain-input" rows={4} value={words[step]} maxLength={1200} onChange={(event) => setWords({ ...words, [step]: event.target.value })} data-testid={`script-write-${step}`} />
        </Field>
      ))}
      <Field label={t("scripts.reason")}>
        <input className="plain-input" value={note} maxLength={300} onChange={(event) => setNote(event.target.value)} data-testid="script-note" />
      </Field>
      <FaultNote error={save.error} onClose={save.reset} />
      <div className="form-foot">
        <Button type="primary" htmlType="submit" disabled={!ready} loading={save.isPending} data-testid="script-propose">{t("scripts.propose")}</Button>
        <Button onClick={done}>{t("scripts.cancel")}</Button>
      </div>
    </form>
  );
}
