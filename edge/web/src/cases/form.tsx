import { useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { casesApi, type CaseDetail, type CaseFields } from "../api/cases";
import { useAct } from "../ui/act";
import { parseAmount } from "../ui/amount";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { Field, FlowInput, FlowSelect } from "../ui/field";
import { useSession } from "../ui/session";
import { FaultNote } from "../ui/states";
import { formatYuan } from "../ui/money";
import { useWords } from "./words";

const EMPTY = {
  number: "", region: "", fraud: "", filed_at: "", occurred_at: "", loss: "", scope: "telecom", track: "", campaigns: "", victim_kind: "person", victim_name: "", sex: "", age: "",
  occupation: "", area: "", member_unit: "", warned: "", warning: "", brief: "", reason: "",
};
type Form = typeof EMPTY;
const DAY = /^\d{4}-\d{2}-\d{2}/;
const day = (iso: string) => (iso ? new Date(new Date(iso).getTime() + 8 * 3_600_000).toISOString().slice(0, 10) : "");

/** formOf is what stands in a case, for its correction. A name is masked: empty leaves it as it is. */
function formOf(one: CaseDetail): Form {
  return {
    ...EMPTY, number: one.number, region: one.region, fraud: one.fraud, filed_at: day(one.filed_at), occurred_at: day(one.occurred_at), loss: (one.loss_fen / 100).toFixed(2), scope: one.scope, track: one.track,
    campaigns: (one.campaigns ?? []).join("、"), victim_kind: one.victim.kind, sex: one.victim.sex, age: one.victim.age < 0 ? "" : String(one.victim.age), occupation: one.victim.occupation,
    area: one.victim.area, member_unit: one.victim.member_unit, warned: one.warned ? "yes" : "", warning: one.warning, brief: one.brief,
  };
}

/** keep sends the day as it stood, to the minute, where the officer has not changed it. */
const keep = (typed: string, stood: string | undefined) => (stood && day(stood) === typed ? stood : typed);

function fieldsOf(form: Form, one: CaseDetail | undefined): CaseFields {
  const age = form.age.trim() === "" ? -1 : Number(form.age);
  return {
    number: form.number.trim(), region: form.region.trim(), fraud: form.fraud, filed_at: keep(form.filed_at, one?.filed_at), occurred_at: keep(form.occurred_at, one?.occurred_at), loss_fen: parseAmount(form.loss) ?? 0,
    scope: form.scope, track: form.track, campaigns: form.campaigns.split(/[、,，;；|]/).map((each) => each.trim()).filter(Boolean), victim_kind: form.victim_kind,
    ...(form.victim_name.trim() === "" ? {} : { victim_name: form.victim_name.trim() }),
    ...(form.victim_kind === "person" ? { sex: form.sex, age } : {}), occupation: form.occupation, area: form.area.trim(), member_unit: form.member_unit.trim(),
    warned: form.warned !== "" || form.warning.trim() !== "", warning: form.warning.trim(), brief: form.brief.trim(),
    ...(one ? { unit: one.unit.code, claims: one.claims ?? [], large: one.large } : {}),
  };
}

/** CaseForm enters a case, or puts one right. Enter goes to the next field, Ctrl+Enter saves: nobody needs a mouse. */
export function CaseForm({ one, close, done }: { one?: CaseDetail; close: () => void; done: (id: string) => void }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { message } = App.useApp();
  const { list } = useWords();
  const client = useQueryClient();
  const [tried, setTried] = useState(false);
  const holder = useRef<HTMLFormElement>(null);
  const draft = useDraft(`${session?.user.id ?? ""}.case.${one?.id ?? "new"}`, one ? formOf(one) : EMPTY);
  const form = draft.value;
  const set = (name: keyof Form) => (value: string) => draft.set({ [name]: value } as Partial<Form>);
  const fen = parseAmount(form.loss);
  const bad = {
    number: form.number.trim().length < 4, region: !/^\d{6}(\d{3}|\d{6})?$/.test(form.region.trim()), fraud: form.fraud === "", filed_at: !DAY.test(form.filed_at), loss: form.loss.trim() !== "" && fen === undefined,
    age: form.age.trim() !== "" && !/^\d{1,3}$/.test(form.age.trim()), reason: one !== undefined && form.reason.trim() === "",
  };
  const ready = Object.values(bad).every((each) => !each);
  const wrong = (name: keyof typeof bad) => (tried && bad[name] ? t("form.missing") : undefined);
  const save = useAct(
    () => (one ? casesApi.correct(one.id, { ...fieldsOf(form, one), version: one.version, reason: form.reason.trim() }) : casesApi.file(fieldsOf(form, undefined))),
    [["cases"], ["case"]], (out) => { draft.clear(); client.setQueryData(["case", out.id], out); void message.success(t(one ? "cases.corrected" : "cases.entered", { number: out.number })); done(out.id); },
  );
  const submit = () => { setTried(true); if (ready && !save.isPending) save.mutate(undefined); };
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    if (event.ctrlKey || event.metaKey) { event.preventDefault(); submit(); return; }
    const stops = [...(holder.current?.querySelectorAll<HTMLElement>("[data-flow]") ?? [])];
    const next = stops[stops.indexOf(event.target as HTMLElement) + 1];
    if (stops.includes(event.target as HTMLElement) && next) { event.preventDefault(); next.focus(); }
  };
  return (
    <form className="card form case-form" ref={holder} onKeyDown={onKeyDown} onSubmit={(event) => { event.preventDefault(); submit(); }} aria-label={t(one ? "cases.correct" : "cases.new")} data-testid="case-form">
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      <p className="muted">{t("cases.formHint")}</p>
      <div className="fields">
        <Field label={t("cases.number")} wrong={wrong("number")}><FlowInput value={form.number} onChange={set("number")} testid="case-f-number" max={40} focus /></Field>
        <Field label={t("cases.fraud")} wrong={wrong("fraud")}><FlowSelect value={form.fraud} onChange={set("fraud")} options={list("frauds")} empty={t("cases.choose")} testid="case-f-fraud" /></Field>
        <Field label={t("cases.filed")} wrong={wrong("filed_at")}><FlowInput value={form.filed_at} onChange={set("filed_at")} testid="case-f-filed" placeholder="2026-11-02" max={25} /></Field>
        <Field label={t("cases.region")} wrong={wrong("region")} note={t("cases.regionHint")}><FlowInput value={form.region} onChange={set("region")} testid="case-f-region" mode="numeric" max={12} /></Field>
        <Field label={t("cases.lossYuan")} wrong={wrong("loss")} note={fen === undefined ? null : formatYuan(fen)}><FlowInput value={form.loss} onChange={set("loss")} testid="case-f-loss" mode="decimal" max={20} /></Field>
        <Field label={t("cases.victimKind")}><FlowSelect value={form.victim_kind} onChange={set("victim_kind")} options={list("victims")} testid="case-f-kind" /></Field>
        {form.victim_kind === "person" ? <>
          <Field label={t("cases.side.sex")}><FlowSelect value={form.sex} onChange={set("sex")} options={list("sexes")} empty={t("cases.unknown")} testid="case-f-sex" /></Field>
          <Field label={t("cases.age")} wrong={wrong("age")}><FlowInput value={form.age} onChange={set("age")} testid="case-f-age" mode="numeric" max={3} /></Field>
        </> : null}
        <Field label={t("cases.side.occupation")}><FlowSelect value={form.occupation} onChange={set("occupation")} options={list("occupations")} empty={t("cases.unknown")} testid="case-f-occupation" /></Field>
        <Field label={t("cases.victimName")} note={t(one ? "cases.nameStays" : "cases.nameHint")}><FlowInput value={form.victim_name} onChange={set("victim_name")} testid="case-f-name" max={60} /></Field>
        <Field label={t("cases.occurred")}><FlowInput value={form.occurred_at} onChange={set("occurred_at")} testid="case-f-occurred" placeholder="2026-11-01" max={25} /></Field>
        <Field label={t("cases.campaigns")} note={t("cases.campaignsHint")}><FlowInput value={form.campaigns} onChange={set("campaigns")} testid="case-f-campaigns" max={200} /></Field>
        <Field label={t("cases.side.scope")}><FlowSelect value={form.scope} onChange={set("scope")} options={list("scopes")} testid="case-f-scope" /></Field>
        <Field label={t("cases.side.track")}><FlowSelect value={form.track} onChange={set("track")} options={list("tracks")} empty={t("cases.unknown")} testid="case-f-track" /></Field>
        <Field label={t("cases.side.member_unit")}><FlowInput value={form.member_unit} onChange={set("member_unit")} testid="case-f-member" max={60} /></Field>
        <Field label={t("cases.area")}><FlowInput value={form.area} onChange={set("area")} testid="case-f-area" mode="numeric" max={12} /></Field>
        <Field label={t("cases.warned")} note={t("cases.warnedHint")}><FlowSelect value={form.warned} onChange={set("warned")} options={[{ value: "yes", text: t("cases.yes") }]} empty={t("cases.no")} testid="case-f-warned" /></Field>
        <Field label={t("cases.warning")}><FlowInput value={form.warning} onChange={set("warning")} testid="case-f-warning" max={64} /></Field>
        <Field label={t("cases.brief")} wide><FlowInput value={form.brief} onChange={set("brief")} testid="case-f-brief" max={500} /></Field>
        {one ? <Field label={t("cases.reason")} wrong={wrong("reason")} wide><FlowInput value={form.reason} onChange={set("reason")} testid="case-f-reason" max={500} /></Field> : null}
      </div>
      <FaultNote error={save.error} onClose={save.reset} />
      <div className="form-foot"><Button type="primary" htmlType="submit" loading={save.isPending} data-testid="case-save">{t(one ? "cases.correct" : "cases.save")}<kbd>Ctrl+Enter</kbd></Button><Button onClick={close}>{t("act.cancel")}</Button></div>
    </form>
  );
}
