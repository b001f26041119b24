import { useTranslation } from "react-i18next";
import type { Bank } from "../../api/money";
import { guessBank, plainAccount } from "../account";
import { FRAUDS } from "../frauds";
import { Field, FlowInput, FlowSelect } from "../field";
import { BRIEF_MAX, missingPerson, PROOFS, type IntakeDraft } from "./intaking";

/** PersonFields are who paid and from which account, the phone being known where it is the caller's; the kind of fraud and the story may follow. */
export function PersonFields({ form, set, banks, tried, caller = "" }: { form: IntakeDraft; set: (change: Partial<IntakeDraft>) => void; banks: Bank[]; tried: boolean; caller?: string }) {
  const { t } = useTranslation();
  const missing = missingPerson(form, caller);
  const proofs = form.proofs ?? [];
  const own = guessBank(plainAccount(form.ownAccount), banks);
  const wrong = (name: "name" | "id" | "phone", typed: string) => (missing.includes(name) && (tried || typed.length >= 18) ? t(`intake.wrong.${name}`) : undefined);
  const input = (name: "ownAccount" | "name" | "idNumber" | "phone", mode: "text" | "numeric" | "tel", max: number, isWrong = false) => (
    <FlowInput value={form[name]} onChange={(text) => set({ [name]: text })} testid={`intake-${name}`} mode={mode} max={max} wrong={isWrong} placeholder={t(`intake.hint.${name === "name" ? "victim" : name}`)} />
  );
  return (
    <fieldset className="card intake-card">
      <legend>{t("intake.victim")}</legend>
      <div className="fields">
        <Field label={t("intake.name")} wrong={wrong("name", "")}>{input("name", "text", 40, wrong("name", "") !== undefined)}</Field>
        <Field label={t("intake.idNumber")} wrong={wrong("id", form.idNumber)}>{input("idNumber", "text", 24, wrong("id", form.idNumber) !== undefined)}</Field>
        {caller === "" ? <Field label={t("intake.phone")} wrong={wrong("phone", "")}>{input("phone", "tel", 20, wrong("phone", "") !== undefined)}</Field> : <div className="field"><span className="field-label">{t("intake.phone")}</span><b className="num caller-number" data-testid="intake-caller">{caller}</b></div>}
        <Field label={t("intake.ownAccount")} note={own ? own.name : null}>{input("ownAccount", "numeric", 40)}</Field>
        <Field label={t("intake.fraud")}>
          <FlowSelect value={form.fraud} onChange={(fraud) => set({ fraud })} options={FRAUDS.map((value) => ({ value, text: t(`fraud.${value}`) }))} testid="intake-fraud" empty={t("intake.later")} />
        </Field>
        <Field label={t("intake.brief")}>
          <FlowInput value={form.brief} onChange={(brief) => set({ brief })} testid="intake-brief" max={BRIEF_MAX} placeholder={t("intake.hint.brief")} />
        </Field>
      </div>
      <div className="choice proofs" role="group" aria-label={t("intake.proofs")}>
        <span className="field-label">{t("intake.proofs")}</span>
        {PROOFS.map((proof) => (
          <label key={proof} className={proofs.includes(proof) ? "chip chip-on" : "chip"}>
            <input type="checkbox" checked={proofs.includes(proof)} onChange={(event) => set({ proofs: event.target.checked ? [...proofs, proof] : proofs.filter((each) => each !== proof) })} data-testid={`intake-proof-${proof}`} /> {t(`intake.proof.${proof}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
