import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { measuresApi, type MeasureRules } from "../api/measures";
import { accountProblem, idOK, plainAccount } from "../ui/account";
import { useAct } from "../ui/act";
import { Choice } from "../ui/choice";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { Field, FlowSelect } from "../ui/field";
import { useSession } from "../ui/session";
import { FaultNote } from "../ui/states";
import { BankChoice, Text } from "./formparts";
import { MARK_KINDS, ruleValue, subjectsOf } from "./kinds";
import { useMeasures } from "./list";

const EMPTY = { kind: "", on: "", bank: "", subject: "", source: "", basis: "" };

/** MarkForm sets a mark on an account or a person, with the record that it rests on; its term is the rules'. */
export function MarkForm({ rules, onDone }: { rules: MeasureRules | undefined; onDone: () => void }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { message } = App.useApp();
  const { change } = useMeasures();
  const [tried, setTried] = useState(false);
  const draft = useDraft(`${session?.user.id ?? ""}.mark`, EMPTY);
  const form = draft.value;
  const kind = MARK_KINDS.find((each) => each === form.kind);
  const open = kind ? subjectsOf(kind) : [];
  const on = open.find((each) => each === form.on) ?? open[0];
  const subject = plainAccount(form.subject);
  const doubt = accountProblem(subject);
  const bad = {
    kind: kind === undefined, bank: on === "account" && form.bank === "", subject: on === "person" ? !idOK(subject) : subject === "" || doubt === "short" || doubt === "signs",
    source: form.source.trim() === "", basis: form.basis.trim() === "",
  };
  const ready = Object.values(bad).every((each) => !each);
  const days = kind ? ruleValue(rules, `mark.${kind}_days`) : undefined;
  const save = useAct(
    () => measuresApi.setMark({ kind: kind ?? MARK_KINDS[0], subject_kind: on ?? "account", ...(on === "account" ? { bank: form.bank } : {}), subject, source: form.source.trim(), basis: form.basis.trim() }),
    [["measures"]], (out) => { draft.clear(); void message.success(t("measures.marked", { number: out.number })); onDone(); change({ state: "running", id: out.id, new: undefined }); },
  );
  const wrong = (name: keyof typeof bad) => (tried && bad[name] ? t("form.missing") : undefined);
  return (
    <form className="card form measure-form" onSubmit={(event) => { event.preventDefault(); setTried(true); if (ready && !save.isPending) save.mutate(undefined); }} aria-label={t("measureNew.mark")}>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      <p className="muted">{t("measures.markHint")}</p>
      <div className="fields">
        <Field label={t("measures.sort")} wrong={wrong("kind")} note={days ? t("measures.endsAfter", { count: days }) : null}>
          <FlowSelect value={form.kind} onChange={(value) => draft.set({ kind: value })} options={MARK_KINDS.map((value) => ({ value, text: t(`markKind.${value}`) }))} testid="mark-kind" empty={t("measures.choose")} />
        </Field>
        {open.length > 1 ? <Field label={t("measures.on")}><Choice label={t("measures.on")} options={open.map((value) => ({ value, text: t(`markOn.${value}`) }))} value={on ?? ""} onChange={(value) => draft.set({ on: value })} testPrefix="mark-on" /></Field> : null}
        {on === "account" ? <Field label={t("manual.bank")} wrong={wrong("bank")}><BankChoice value={form.bank} onChange={(code) => draft.set({ bank: code })} testid="mark-bank" /></Field> : null}
        <Field label={t(`markOn.${on ?? "account"}`)} wrong={wrong("subject")} note={on === "account" && doubt === "luhn" ? t("intake.luhn") : null}><Text value={form.subject} onChange={(text) => draft.set({ subject: text })} testid="mark-subject" max={40} /></Field>
        <Field label={t("measures.record")} wrong={wrong("source")} note={t("measures.recordHint")}><Text value={form.source} onChange={(text) => draft.set({ source: text })} testid="mark-source" max={64} /></Field>
        <Field label={t("measures.why")} wrong={wrong("basis")}><Text value={form.basis} onChange={(text) => draft.set({ basis: text })} testid="mark-basis" max={500} /></Field>
      </div>
      <FaultNote error={save.error} onClose={save.reset} />
      <div className="form-foot"><Button type="primary" htmlType="submit" loading={save.isPending} data-testid="mark-save">{t("measureNew.mark")}</Button><Button onClick={onDone}>{t("act.cancel")}</Button></div>
    </form>
  );
}
