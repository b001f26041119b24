import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { measuresApi, type MeasureRules } from "../api/measures";
import { useLang } from "../i18n";
import { idOK, plainAccount } from "../ui/account";
import { useAct } from "../ui/act";
import { Choice } from "../ui/choice";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { Field, FlowSelect } from "../ui/field";
import { useSession } from "../ui/session";
import { fileHash } from "../ui/sha256";
import { FaultNote } from "../ui/states";
import { Text } from "./formparts";
import { useMeasures } from "./list";

const EMPTY = { name: "", id: "", tier: "2", crime: "", cards: "", times: "", persons: "", falseIdentity: "", case: "", document: "", sha256: "", file: "", without: "", note: "" };
const COUNTS = ["cards", "times", "persons"] as const;

/** countOf reads a small whole number; an empty line is none, anything else is not a number. */
export const countOf = (text: string): number | undefined => (text.trim() === "" ? 0 : /^\d{1,5}$/.test(text.trim()) ? Number(text) : undefined);

/** NominateForm proposes a joint punishment: convicted (tier 1) by crime, recognised (tier 2) by facts. Another organ recognises it. */
export function NominateForm({ rules, onDone }: { rules: MeasureRules | undefined; onDone: () => void }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { session } = useSession();
  const { message } = App.useApp();
  const { change } = useMeasures();
  const [tried, setTried] = useState(false);
  const draft = useDraft(`${session?.user.id ?? ""}.sanction`, EMPTY);
  const form = draft.value;
  const first = form.tier === "1";
  const edition = rules?.editions?.find((each) => each.current);
  const tier = edition?.tiers?.find((each) => each.tier === Number(form.tier));
  const left = form.without.split(" ").filter(Boolean);
  const chosen = (tier?.measures ?? []).filter((code) => !left.includes(code));
  const counts = COUNTS.map((name) => countOf(form[name]));
  const facts = counts.every((n) => n !== undefined) && (counts.some((n) => (n ?? 0) > 0) || form.falseIdentity !== "");
  const bad = { name: form.name.trim() === "", id: !idOK(form.id), grounds: first ? form.crime === "" : !facts, case: form.case.trim() === "", document: form.document.trim() === "", scan: form.sha256 === "", measures: chosen.length === 0 };
  const ready = Object.values(bad).every((each) => !each);
  const save = useAct(
    () => measuresApi.nominate({
      name: form.name.trim(), id_number: plainAccount(form.id), tier: Number(form.tier), case: form.case.trim(), document: form.document.trim(), sha256: form.sha256,
      ...(first ? { crime: form.crime } : { facts: { cards: counts[0] ?? 0, times: counts[1] ?? 0, persons: counts[2] ?? 0, ...(form.falseIdentity ? { false_identity: true } : {}) } }),
      ...(left.length > 0 ? { measures: chosen } : {}), ...(form.note.trim() ? { note: form.note.trim() } : {}),
    }),
    [["measures"]], (out) => { draft.clear(); void message.success(t("measures.nominatedDone", { number: out.number })); onDone(); change({ state: "todo", id: out.id, new: undefined }); },
  );
  const wrong = (name: keyof typeof bad) => (tried && bad[name] ? t("form.missing") : undefined);
  const pickFile = async (file: File | undefined) => { if (file) draft.set({ sha256: await fileHash(file), file: file.name }); };
  const toggle = (code: string, on: boolean) => draft.set({ without: (on ? left.filter((each) => each !== code) : [...left, code]).join(" ") });
  return (
    <form className="card form measure-form" onSubmit={(event) => { event.preventDefault(); setTried(true); if (ready && !save.isPending) save.mutate(undefined); }} aria-label={t("measureNew.sanction")}>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      <p className="muted">{t("measures.nominateHint")}{edition && !first ? t("measures.threshold", { count: edition.threshold }) : ""}</p>
      <Choice label={t("measures.tier")} options={(["2", "1"] as const).map((value) => ({ value, text: t(`sanctionTier.${value}`) }))} value={first ? "1" : "2"} onChange={(value) => draft.set({ tier: value })} testPrefix="sanction-tier" />
      <div className="fields">
        <Field label={t("measures.subject")} wrong={wrong("name")}><Text value={form.name} onChange={(text) => draft.set({ name: text })} testid="nominate-name" max={60} focus /></Field>
        <Field label={t("intake.idNumber")} wrong={wrong("id")}><Text value={form.id} onChange={(text) => draft.set({ id: text })} testid="nominate-id" max={24} /></Field>
        {first ? (
          <Field label={t("measures.crime")} wrong={wrong("grounds")}>
            <FlowSelect value={form.crime} onChange={(value) => draft.set({ crime: value })} options={(rules?.crimes ?? []).map((each) => ({ value: each.code, text: pick(each.zh, each.en) ?? each.code }))} testid="nominate-crime" empty={t("measures.choose")} />
          </Field>
        ) : COUNTS.map((name, i) => <Field key={name} label={t(`sanctionCount.${name}`)} wrong={i === 0 ? wrong("grounds") : undefined}><Text value={form[name]} onChange={(text) => draft.set({ [name]: text })} testid={`nominate-${name}`} max={5} mode="numeric" wrong={countOf(form[name]) === undefined} /></Field>)}
        <Field label={t("measures.case")} wrong={wrong("case")}><Text value={form.case} onChange={(text) => draft.set({ case: text })} testid="nominate-case" max={64} /></Field>
        <Field label={t(first ? "measures.judgment" : "measures.document")} wrong={wrong("document")}><Text value={form.document} onChange={(text) => draft.set({ document: text })} testid="nominate-document" max={64} /></Field>
        <Field label={t("measures.scan")} wrong={wrong("scan")} note={form.file || t("measures.scanHint")}><input type="file" onChange={(event) => void pickFile(event.target.files?.[0])} data-testid="nominate-scan" /></Field>
        <Field label={t("freezes.note")}><Text value={form.note} onChange={(text) => draft.set({ note: text })} testid="nominate-note" max={500} /></Field>
      </div>
      {first ? null : <label className="check"><input type="checkbox" checked={form.falseIdentity !== ""} onChange={(event) => draft.set({ falseIdentity: event.target.checked ? "1" : "" })} /> {t("sanctionFact.false_identity")}</label>}
      <fieldset className="measure-effects">
        <legend className="field-label">{t("measures.effectsOf", { count: tier?.years ?? 0 })}</legend>
        {(tier?.measures ?? []).map((code) => {
          const word = rules?.measures?.find((each) => each.code === code);
          return <label key={code} className="check"><input type="checkbox" checked={!left.includes(code)} onChange={(event) => toggle(code, event.target.checked)} /> {pick(word?.zh, word?.en) || code}</label>;
        })}
      </fieldset>
      <FaultNote error={save.error} onClose={save.reset} />
      <div className="form-foot"><Button type="primary" htmlType="submit" loading={save.isPending} data-testid="nominate-save">{t("measureNew.sanction")}</Button><Button onClick={onDone}>{t("act.cancel")}</Button></div>
    </form>
  );
}
