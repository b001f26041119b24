import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { outreach, type Rules, type Word } from "../api/outreach";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { Field } from "../ui/field";
import { serverNow } from "../ui/now";
import { FaultNote } from "../ui/states";
import { formatTime } from "../ui/time";

/** The words and numbers of publicity change with the release only. */
const rulesQuery = { queryKey: ["outreach", "rules"], queryFn: outreach.rules, staleTime: Number.POSITIVE_INFINITY };
export function useRules(): Rules | undefined { return useQuery(rulesQuery).data; }

/** useWord names a code of a dictionary in the user's language. */
export function useWord(): (list: Word[] | undefined, code: string) => string {
  const { pick } = useLang();
  return (list, code) => { const word = list?.find((each) => each.code === code); return word ? pick(word.zh, word.en) : code; };
}

/** settingOf is a number of the rulebook. */
export const settingOf = (rules: Rules | undefined, code: string): number => rules?.settings.find((each) => each.code === code)?.value ?? 0;

/** ten groups digits by three: 140,000. */
export const ten = (n: number): string => n.toLocaleString("en-US");
/** shown is a number, or the sign that it is not shown: one that is hidden only so that another cannot be computed may be large. */
export const shown = (n: number, _k?: number): string => (n < 0 ? "*" : ten(n));
/** percent writes hundredths of a percent. */
export const percent = (bp: number): string => `${Math.floor(bp / 100)}.${String(bp % 100).padStart(2, "0")}%`;
/** today is the day in the centre's zone, moved by days. */
export const today = (by = 0): string => formatTime(new Date(serverNow() + by * 86_400_000).toISOString(), "date");
/** localNow is the moment as an input of date and time writes it. */
export const localNow = (byMs = 0): string => formatTime(new Date(serverNow() + byMs).toISOString(), "minute").replace(" ", "T");
/** dayAfter is the moment at which a day of the centre's zone is over. */
export const dayAfter = (day: string): string => new Date(Date.parse(`${day}T00:00:00+08:00`) + 86_400_000).toISOString();
/** isoOf reads what such an input holds, in the centre's zone. */
export const isoOf = (local: string): string => (local === "" ? "" : new Date(`${local}:00+08:00`).toISOString());

/** onward moves from one stop of a form to the next by Enter; on the last it sends. */
export function onward(event: KeyboardEvent<HTMLFormElement>): void {
  const target = event.target as HTMLElement;
  if (event.key !== "Enter" || event.nativeEvent.isComposing || event.ctrlKey || target.tagName === "TEXTAREA" || target.tagName === "BUTTON") return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-flow]")];
  const next = stops[stops.indexOf(target) + 1];
  event.preventDefault();
  if (next) next.focus();
  else event.currentTarget.requestSubmit();
}

/** Spec is one field of a small form. */
export interface Spec {
  name: string; label: string; kind?: "text" | "area" | "number" | "date" | "moment" | "choice"; options?: { value: string; text: string }[]; empty?: string; start?: string;
  /** Must be given. */
  must?: boolean; max?: number; note?: string; list?: string[];
}
export type Values = Record<string, string>;

/** bodyOf turns what was typed into what the centre asks for: numbers as numbers, moments in UTC, what is empty left out. */
export function bodyOf(specs: Spec[], values: Values): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const { name, kind } of specs) {
    const value = (values[name] ?? "").trim();
    if (value === "") continue;
    out[name] = kind === "number" ? Number(value) : kind === "moment" ? isoOf(value) : value;
  }
  return out;
}

/** wrongOf names the fields that are missing or no numbers. */
export function wrongOf(specs: Spec[], values: Values): string[] {
  return specs.filter(({ name, kind, must }) => {
    const value = (values[name] ?? "").trim();
    return (must && value === "") || (kind === "number" && value !== "" && !/^\d{1,11}$/.test(value));
  }).map((each) => each.name);
}

/** Entry is a small form: Enter goes on, Ctrl+Enter sends, Escape leaves. */
export function Entry<T>({ title, specs, send, touch, done, close, testid, children, action }: {
  title: string; specs: Spec[]; send: (body: Record<string, unknown>) => Promise<T>; touch: string[][]; done?: (out: T) => void; close?: () => void; testid: string; children?: (values: Values, set: (more: Values) => void) => ReactNode; action?: string;
}) {
  const { t } = useTranslation();
  const [values, setValues] = useState<Values>(() => Object.fromEntries(specs.map((each) => [each.name, each.start ?? ""])));
  const [tried, setTried] = useState(false);
  const set = (more: Values) => setValues((now) => ({ ...now, ...more }));
  const wrong = wrongOf(specs, values);
  const save = useAct(() => send(bodyOf(specs, values)), touch, (out) => { done?.(out); close?.(); });
  const submit = () => { setTried(true); if (wrong.length === 0 && !save.isPending) save.mutate(undefined); };
  return (
    <form
      className="card form out-form" aria-label={title} data-testid={testid} onSubmit={(event) => { event.preventDefault(); submit(); }}
      onKeyDown={(event) => { if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); submit(); } else if (event.key === "Escape" && close) { event.stopPropagation(); close(); } else onward(event); }}
    >
      <h2 className="section-title">{title}</h2>
      <div className="fields">
        {specs.map((spec, i) => (
          <Field key={spec.name} label={spec.must ? `${spec.label} *` : spec.label} wide={spec.kind === "area"} wrong={tried && wrong.includes(spec.name) ? t("form.missing") : undefined} note={spec.note}>
            <Input spec={spec} value={values[spec.name] ?? ""} onChange={(value) => set({ [spec.name]: value })} testid={`${testid}-${spec.name}`} focus={i === 0} />
          </Field>
        ))}
      </div>
      {children?.(values, set)}
      <FaultNote error={save.error} onClose={save.reset} />
      <div className="form-foot">
        <Button type="primary" htmlType="submit" loading={save.isPending} data-testid={`${testid}-save`}>{action ?? t("outreach.save")}<kbd className="desk-only">Ctrl+Enter</kbd></Button>
        {close ? <Button onClick={close}>{t("act.cancel")}</Button> : null}
      </div>
    </form>
  );
}

function Input({ spec, value, onChange, testid, focus }: { spec: Spec; value: string; onChange: (value: string) => void; testid: string; focus: boolean }) {
  const common = { className: "plain-input", "data-flow": true, "data-testid": testid, value, autoFocus: focus };
  if (spec.kind === "choice") {
    return (
      <select {...common} onChange={(event) => onChange(event.target.value)}>
        {spec.empty !== undefined ? <option value="">{spec.empty}</option> : null}
        {spec.options?.map((each) => <option key={each.value} value={each.value}>{each.text}</option>)}
      </select>
    );
  }
  if (spec.kind === "area") return <textarea {...common} rows={2} maxLength={spec.max ?? 500} onChange={(event) => onChange(event.target.value)} />;
  const type = spec.kind === "date" ? "date" : spec.kind === "moment" ? "datetime-local" : "text";
  return (
    <>
      <input {...common} type={type} inputMode={spec.kind === "number" ? "numeric" : undefined} maxLength={spec.max ?? 80} list={spec.list ? `${testid}-list` : undefined} onChange={(event) => onChange(event.target.value)} autoComplete="off" spellCheck={false} />
      {spec.list ? <datalist id={`${testid}-list`}>{spec.list.map((each) => <option key={each} value={each} />)}</datalist> : null}
    </>
  );
}

/** Chips is a row of words of which at most one is chosen. */
export function Chips({ label, options, value, onChange, testid }: { label: string; options: { value: string; text: string; count?: number }[]; value: string; onChange: (value: string) => void; testid: string }) {
  return (
    <div className="choice out-chips" role="radiogroup" aria-label={label}>
      {options.map((each) => (
        <button key={each.value} type="button" role="radio" aria-checked={each.value === value} className={each.value === value ? "chip chip-on" : "chip"} onClick={() => onChange(each.value)} data-testid={`${testid}-${each.value || "all"}`}>
          {each.text}{each.count === undefined ? null : <b className="num"> {ten(each.count)}</b>}
        </button>
      ))}
    </div>
  );
}

/** WithReason asks why before it acts. */
export function WithReason({ text, run, touch, testid, danger = true }: { text: string; run: (note: string) => Promise<unknown>; touch: string[][]; testid: string; danger?: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState("");
  const save = useAct(() => run(note.trim()), touch, () => { setOpen(false); setNote(""); });
  if (!open) return <Button danger={danger} onClick={(event) => { event.stopPropagation(); setOpen(true); }} data-testid={testid}>{text}</Button>;
  return (
    <form className="out-reason" onClick={(event) => event.stopPropagation()} onSubmit={(event) => { event.preventDefault(); if (note.trim() !== "") save.mutate(undefined); }}>
      <input className="plain-input" value={note} maxLength={500} autoFocus placeholder={t("outreach.reason")} aria-label={t("outreach.reason")} onChange={(event) => setNote(event.target.value)} data-testid={`${testid}-reason`} />
      <Button danger={danger} type="primary" htmlType="submit" disabled={note.trim() === ""} loading={save.isPending} data-testid={`${testid}-yes`}>{text}</Button>
      <Button onClick={() => setOpen(false)}>{t("act.cancel")}</Button>
      <FaultNote error={save.error} onClose={save.reset} />
    </form>
  );
}

/** Do is one act without words. */
export function Do({ text, run, touch, testid, primary = false, note }: { text: string; run: () => Promise<unknown>; touch: string[][]; testid: string; primary?: boolean; note?: string }) {
  const save = useAct(run, touch);
  return (
    <>
      <Button type={primary ? "primary" : "default"} title={note} loading={save.isPending} onClick={(event) => { event.stopPropagation(); save.mutate(undefined); }} data-testid={testid}>{text}</Button>
      <FaultNote error={save.error} onClose={save.reset} />
    </>
  );
}

/** Badge is a state in words. */
export function Badge({ state }: { state: string }) {
  const { t } = useTranslation();
  const tone = ["void", "withdrawn", "refused", "expired"].includes(state) ? "bad" : ["pushed", "approved", "awarded", "done"].includes(state) ? "good" : "muted";
  const sign = tone === "good" ? "✓ " : tone === "bad" ? "✗ " : "";
  return <b className={tone} data-state={state}>{sign}{t(`outreachState.${state}`, { defaultValue: state })}</b>;
}
