import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { measuresApi } from "../api/measures";
import { accountProblem, guessBank, phoneOK, plainAccount } from "../ui/account";
import { useAct } from "../ui/act";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { Field, FlowSelect } from "../ui/field";
import { useSession } from "../ui/session";
import { FaultNote } from "../ui/states";
import { BankChoice, Text, useBanks, useOrigin } from "./formparts";
import { LIMITS, REASONS } from "./kinds";
import { useMeasures } from "./list";

const EMPTY = { origin: "", bank: "", account: "", person: "", phone: "", limits: "non_counter", reason: "", document: "", note: "" };

/** ImposeForm keeps a victim's own account from paying: it grew out of a claim or a warning, and the person is told at once. */
export function ImposeForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { message } = App.useApp();
  const { search, change } = useMeasures();
  const [tried, setTried] = useState(false);
  const banks = useBanks();
  const draft = useDraft(`${session?.user.id ?? ""}.restriction.${search.claim ?? ""}`, EMPTY);
  const form = draft.value;
  const { origin, asked } = useOrigin(form.origin, search.claim);
  const account = plainAccount(form.account);
  const doubt = account === "" ? undefined : accountProblem(account);
  const bank = form.bank || (guessBank(account, banks)?.code ?? "");
  const carried = origin?.claim_id !== undefined && account === ""; // the centre takes what the console has masked from the claim
  const bad = {
    origin: origin === undefined, account: !carried && (account === "" || doubt === "short" || doubt === "signs"), bank: !carried && bank === "",
    person: !carried && form.person.trim() === "", phone: !carried && !phoneOK(form.phone), reason: form.reason === "", document: form.document.trim() === "",
  };
  const ready = Object.values(bad).every((each) => !each);
  const reason = REASONS.find((each) => each === form.reason) ?? REASONS[0];
  const save = useAct(
    () => measuresApi.impose({
      ...(origin?.claim_id ? { claim_id: origin.claim_id } : {}), ...(origin?.warning_id ? { warning_id: origin.warning_id } : {}), ...(carried ? {} : { bank, account }),
      ...(form.person.trim() ? { person: form.person.trim() } : {}), ...(form.phone.trim() ? { phone: form.phone.replace(/[\s-]/g, "") } : {}), limits: LIMITS.find((each) => each === form.limits) ?? LIMITS[0], reason, document: form.document.trim(), ...(form.note.trim() ? { note: form.note.trim() } : {}),
    }),
    [["measures"]], (out) => { draft.clear(); void message.success(t("measures.imposed", { number: out.number })); onDone(); change({ state: "running", id: out.id, new: undefined }); },
  );
  const wrong = (name: keyof typeof bad) => (tried && bad[name] ? t("form.missing") : undefined);
  return (
    <form className="card form measure-form" onSubmit={(event) => { event.preventDefault(); setTried(true); if (ready && !save.isPending) save.mutate(undefined); }} aria-label={t("measureNew.restriction")}>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      <p className="muted">{t("measures.imposeHint")}</p>
      {carried ? <p className="second" data-testid="impose-carried">✓ {t("imposeFrom.carriedHint")}</p> : null}
      <div className="fields">
        <Field label={t("measures.origin")} wrong={wrong("origin")} note={origin ? `✓ ${origin.text}` : form.origin !== "" && asked ? t("measures.originNone") : t("measures.originHint")}><Text value={form.origin} onChange={(text) => draft.set({ origin: text })} testid="impose-origin" max={40} focus={!search.claim} /></Field>
        <Field label={t("measures.ownAccount")} wrong={wrong("account")} note={doubt === "luhn" ? t("intake.luhn") : null}><Text value={form.account} onChange={(text) => draft.set({ account: text })} testid="impose-account" max={40} mode="numeric" focus={!!search.claim} /></Field>
        <Field label={t("manual.bank")} wrong={wrong("bank")}><BankChoice value={bank} onChange={(code) => draft.set({ bank: code })} testid="impose-bank" /></Field>
        <Field label={t("measures.victim")} wrong={wrong("person")}><Text value={form.person} onChange={(text) => draft.set({ person: text })} testid="impose-person" max={60} /></Field>
        <Field label={t("intake.phone")} wrong={wrong("phone")} note={t("measures.phoneHint")}><Text value={form.phone} onChange={(text) => draft.set({ phone: text })} testid="impose-phone" max={20} mode="tel" /></Field>
        <Field label={t("imposeFrom.limits")} note={t(`restrictHint.${form.limits}`)}>
          <FlowSelect value={form.limits} onChange={(value) => draft.set({ limits: value })} options={LIMITS.map((value) => ({ value, text: t(`restrictLimits.${value}`) }))} testid="impose-limits" />
        </Field>
        <Field label={t("measures.reason")} wrong={wrong("reason")}>
          <FlowSelect value={form.reason} onChange={(value) => draft.set({ reason: value })} options={REASONS.map((value) => ({ value, text: t(`restrictionReason.${value}`) }))} testid="impose-reason" empty={t("measures.choose")} />
        </Field>
        <Field label={t("measures.document")} wrong={wrong("document")}><Text value={form.document} onChange={(text) => draft.set({ document: text })} testid="impose-document" max={64} /></Field>
        <Field label={t("freezes.note")}><Text value={form.note} onChange={(text) => draft.set({ note: text })} testid="impose-note" max={500} /></Field>
      </div>
      <FaultNote error={save.error} onClose={save.reset} />
      <div className="form-foot"><Button type="primary" htmlType="submit" loading={save.isPending} data-testid="impose-save">{t("measureNew.restriction")}</Button><Button onClick={onDone}>{t("act.cancel")}</Button></div>
    </form>
  );
}
