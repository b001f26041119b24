import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { govern, type Filled, type FormField, type FormRow, type ReturnRow } from "../api/govern";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { useKeys } from "../ui/keys";
import { PlainTable } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { Await, FaultNote, Nothing } from "../ui/states";
import { Acts, Facts, lastDay, State, TOUCH, useNames, useWho, type Verb } from "./parts";

type Search = Partial<Record<"id" | "state" | "form" | "period" | "overdue", string>>;

/** Returns (填报): what is asked for, what is missing, and the form of one with its checks. */
export function Returns() {
  const { t } = useTranslation();
  const { pick } = useLang();
  const names = useNames();
  const who = useWho();
  const search = useSearch({ from: "/gate/govern/returns" }) as Search;
  const navigate = useNavigate();
  const go = (next: Search) => void navigate({ to: "/govern/returns", search: ((now: Search) => ({ ...now, ...next })) as never, replace: true });
  const forms = useQuery({ queryKey: ["govern", "forms"], queryFn: govern.forms, staleTime: Number.POSITIVE_INFINITY }).data?.items ?? [];
  const filter = { kind: search.form, state: search.state, period: search.period, overdue: search.overdue === "true" };
  const query = useQuery({ queryKey: ["govern", "returns", filter], queryFn: () => govern.returns(filter) });
  const rows = query.data?.items ?? [];
  useKeys({ Escape: () => go({ id: undefined }) });
  const formOf = (code: string) => forms.find((each) => each.code === code);
  return (
    <div className="page govern">
      <header className="bar"><h1 className="screen-title">{t("menu.returns")}</h1></header>
      <div className="bar gov-bar">
        <button type="button" className={search.overdue ? "chip chip-on" : "chip"} onClick={() => go({ overdue: search.overdue ? undefined : "true", state: undefined })} data-testid="missing">{t("govern.missing")}</button>
        {["", "asked", "draft", "submitted", "signed"].map((state) => <button key={state} type="button" className={!search.overdue && (search.state ?? "") === state ? "chip chip-on" : "chip"} onClick={() => go({ state: state || undefined, overdue: undefined })}>{state ? t(`governState.${state}`) : t("govern.all")}</button>)}
        <select className="plain-input" value={search.form ?? ""} onChange={(event) => go({ form: event.target.value || undefined })} aria-label={t("govern.form")}><option value="">{t("govern.form")}</option>{forms.map((each) => <option key={each.code} value={each.code}>{pick(each.zh, each.en)}</option>)}</select>
        {search.period ? <button type="button" className="chip chip-on" onClick={() => go({ period: undefined })}>{search.period} ×</button> : null}
      </div>
      {search.id ? <One id={search.id} formOf={formOf} /> : null}
      <Await query={query} rows={10}>
        {() => <PlainTable label={t("menu.returns")} testid="returns" keys rows={rows} keyOf={(row) => row.id} chosen={search.id} onOpen={(row) => go({ id: row.id === search.id ? undefined : row.id })} empty={<Nothing title={search.overdue ? t("govern.noneMissing") : t("govern.none")} hint={t("govern.noneHint")} />}
          columns={[
            { key: "member", title: t("govern.member"), cell: (row) => names(row.member), by: (row) => names(row.member) },
            { key: "form", title: t("govern.form"), cell: (row) => { const form = formOf(row.kind); return form ? pick(form.zh, form.en) : row.kind; }, by: (row) => row.kind },
            { key: "period", title: t("govern.period"), cell: (row) => row.period, by: (row) => row.period },
            { key: "due", title: t("govern.due"), cell: (row) => lastDay(row.due), by: (row) => row.due },
            { key: "state", title: t("govern.state"), cell: (row) => <><State of={row.state} overdue={row.overdue} />{row.revision > 1 ? <span className="gov-cell">{t("govern.revision", { n: row.revision })}</span> : null}{row.late ? <span className="gov-cell gov-late">{t("govern.late")}</span> : null}</>, by: (row) => row.state },
            { key: "signed", title: t("govern.signed"), cell: (row) => who(row.signed) },
          ]} />}
      </Await>
    </div>
  );
}

function One({ id, formOf }: { id: string; formOf: (code: string) => FormRow | undefined }) {
  const query = useQuery({ queryKey: ["govern", "return", id], queryFn: () => govern.one(id) });
  return <Await query={query} rows={5}>{(row) => { const form = formOf(row.kind); return form ? <Sheet key={`${row.id}-${row.version}`} of={row} form={form} /> : null; }}</Await>;
}

const yuan = (fen: number): string => `${Math.trunc(fen / 100)}.${String(Math.abs(fen % 100)).padStart(2, "0")}`;

/** typedOf turns a stored number into what stands in the field, and fieldOf what was typed into a number: money to the fen, nothing rounded. */
export const typedOf = (field: FormField, n: number | undefined): string => (n === undefined ? "" : field.kind === "fen" ? yuan(n) : String(n));
export function fieldOf(field: FormField, typed: string): number | undefined {
  const text = typed.replace(/[,，\s]/g, "");
  const parts = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text);
  if (!parts || (field.kind !== "fen" && parts[2] !== undefined)) return undefined;
  return field.kind === "fen" ? Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0")) : Number(parts[1]);
}

function Sheet({ of, form }: { of: ReturnRow; form: FormRow }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { can } = useSession();
  const names = useNames();
  const who = useWho();
  const client = useQueryClient();
  const file = useRef<HTMLInputElement>(null);
  const fields = form.fields ?? [];
  const mine = can("member.work") || can("govern.manage");
  const [correcting, setCorrecting] = useState(false);
  const open = mine && (of.state === "asked" || of.state === "draft" || (of.state === "signed" && correcting));
  const [typed, setTyped] = useState<Record<string, string>>(() => Object.fromEntries(fields.map((each) => [each.code, each.kind === "text" ? (of.values.texts?.[each.code] ?? "") : typedOf(each, of.values.numbers?.[each.code])])));
  const wrong = fields.filter((each) => each.kind !== "text" && (typed[each.code] ?? "") !== "" && fieldOf(each, typed[each.code] ?? "") === undefined);
  const values = (): Filled => {
    const out: Filled = { numbers: {}, texts: {} };
    for (const each of fields) {
      const text = (typed[each.code] ?? "").trim();
      if (text === "") continue;
      const n = fieldOf(each, text);
      if (each.kind === "text") out.texts[each.code] = text;
      else if (n !== undefined) out.numbers[each.code] = n;
    }
    return out;
  };
  const keep = useAct((note: string) => govern.returnAct(of.id, of.state === "signed" ? "correct" : "fill", { version: of.version, note, values: values() }), TOUCH, () => setCorrecting(false));
  const take = useAct((chosen: File) => govern.take(of.id, of.version, chosen, ""), TOUCH);
  const verbs: Verb[] = [];
  if (mine && of.state === "draft") verbs.push({ verb: "submit", label: t("governAct.submit"), note: (of.slips ?? []).some((each) => each.warn) });
  if (mine && of.state === "submitted") verbs.push({ verb: "sign", label: t("governAct.sign"), hint: t("govern.signHint") }, { verb: "send-back", label: t("governAct.return"), note: true });
  const [note, setNote] = useState("");
  return (
    <section className="card gov-one" data-testid="return">
      <h2>{names(of.member)} · {pick(form.zh, form.en)} {of.period} <State of={of.state} overdue={of.overdue} /></h2>
      <Facts of={[[t("govern.number"), of.number], [t("govern.due"), lastDay(of.due)], [t("govern.filled"), who(of.filled)], [t("govern.submitted"), who(of.submitted)], [t("govern.signed"), who(of.signed)], [t("govern.reason"), of.reason], [t("govern.reminded"), of.reminded || ""]]} />
      <form onSubmit={(event) => { event.preventDefault(); if (wrong.length === 0) keep.mutate(note); }}>
        <div className="gov-fields">
          {fields.map((each) => (
            <label key={each.code} className={each.kind === "text" ? "gov-area" : undefined} title={each.hint || undefined}>
              <span>{pick(each.zh, each.en)}{each.optional ? <span className="muted"> {t("govern.optional")}</span> : null}</span>
              {each.kind === "text"
                ? <textarea className="plain-input" rows={2} maxLength={each.max} disabled={!open} value={typed[each.code] ?? ""} onChange={(event) => setTyped({ ...typed, [each.code]: event.target.value })} />
                : <input className="plain-input num" inputMode="decimal" disabled={!open} value={typed[each.code] ?? ""} onChange={(event) => setTyped({ ...typed, [each.code]: event.target.value })} aria-invalid={wrong.includes(each)} data-testid={`field-${each.code}`} />}
              {each.kind === "text" ? null : <span className="muted">{pick(each.unit, each.unit_en)}</span>}
            </label>
          ))}
        </div>
        {wrong.length > 0 ? <p className="gov-late">{t("govern.notNumber", { what: wrong.map((each) => pick(each.zh, each.en)).join(t("shell.comma")) })}</p> : null}
        {(of.slips ?? []).length > 0 && of.state !== "asked" ? <ul className="gov-slips">{(of.slips ?? []).map((each) => <li key={each.field + each.rule} className={each.warn ? "gov-warn" : undefined}>{pick(each.zh, each.en)}{each.warn ? ` (${t("govern.warnNote")})` : ""}</li>)}</ul> : null}
        <div className="gov-acts">
          {open ? <>{of.state === "signed" ? <input className="plain-input" required maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} placeholder={t("govern.reason")} aria-label={t("govern.reason")} /> : null}<Button htmlType="submit" type={of.state === "asked" ? "primary" : "default"} loading={keep.isPending} disabled={wrong.length > 0} data-testid="keep">{of.state === "signed" ? t("governAct.correct") : t("governAct.keep")}</Button></> : null}
          {mine && of.state === "signed" && !correcting ? <Button onClick={() => setCorrecting(true)} data-testid="correct">{t("governAct.correct")}</Button> : null}
          <a className="link" href={govern.template(of.id)} download>{t("govern.template")}</a>
          {open && of.state !== "signed" ? <><Button onClick={() => file.current?.click()} loading={take.isPending}>{t("governAct.import")}</Button><input ref={file} type="file" accept=".xlsx" hidden onChange={(event) => { const chosen = event.target.files?.[0]; if (chosen) take.mutate(chosen); event.target.value = ""; }} data-testid="import" /></> : null}
        </div>
        <FaultNote error={keep.error ?? take.error} onClose={() => { keep.reset(); take.reset(); }} />
      </form>
      <Acts verbs={verbs} version={of.version} send={(verb, body) => govern.returnAct(of.id, verb, body)} done={() => void client.invalidateQueries({ queryKey: ["govern"] })} />
      {(of.amended ?? []).map((each) => <p key={each.revision} className="muted">{t("govern.wasSigned", { n: each.revision })}: {fields.filter((field) => field.kind !== "text" && each.values.numbers?.[field.code] !== of.values.numbers?.[field.code]).map((field) => `${pick(field.zh, field.en)} ${typedOf(field, each.values.numbers?.[field.code])}`).join(t("shell.comma"))} — {each.reason} {who(each.by)}</p>)}
    </section>
  );
}
