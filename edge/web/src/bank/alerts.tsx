import { useQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { KeyMaker } from "../api/key";
import type { CounterAlert } from "../api/money";
import { money } from "../api/moneyapi";
import { plainAccount, phoneOK } from "../ui/account";
import { useAct } from "../ui/act";
import { parseAmount } from "../ui/amount";
import { At } from "../ui/clock";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { useKeys } from "../ui/keys";
import { formatFen } from "../ui/money";
import { useSession } from "../ui/session";
import { Await, FaultNote, Nothing } from "../ui/states";

const empty = { customer: "", phone: "", account: "", payee: "", amount: "", description: "" };
type Form = typeof empty;
const FIELDS = ["customer", "phone", "account", "payee", "amount"] as const;
const EVERY_MS = 4000;

/** wrongOf lists the fields that lack something. */
export function wrongOf(form: Form): (keyof Form)[] {
  const out: (keyof Form)[] = [];
  if (form.customer.trim() === "") out.push("customer");
  if (!phoneOK(form.phone)) out.push("phone");
  if (plainAccount(form.account).length < 8) out.push("account");
  if (parseAmount(form.amount) === undefined) out.push("amount");
  if (form.description.trim() === "") out.push("description");
  return out;
}

/** BankAlerts (B2) is the teller's call for help: six fields, and the answer of the police on the same page. */
export function BankAlerts() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["bankAlerts"], queryFn: money.bankAlerts, refetchInterval: EVERY_MS });
  return (
    <div className="page bank-alerts">
      <AlertForm />
      <section>
        <h2 className="section-title">{t("counter.list")}</h2>
        <Await query={query} rows={4}>
          {(page) => (page.items ?? []).length === 0 ? <Nothing title={t("counter.none")} hint={t("counter.noneHint")} /> : (
            <ul className="plain card-list">{(page.items ?? []).map((alert) => <AlertLine key={alert.id} alert={alert} />)}</ul>
          )}
        </Await>
      </section>
    </div>
  );
}

function AlertForm() {
  const { t } = useTranslation();
  const { session } = useSession();
  const { message } = App.useApp();
  const draft = useDraft<Form>(`${session?.user.id ?? ""}.counter`, empty);
  const form = draft.value;
  const [tried, setTried] = useState(false);
  const [key] = useState(() => new KeyMaker());
  const wrong = wrongOf(form);
  const body = { customer: form.customer.trim(), phone: form.phone.replace(/[\s-]/g, ""), account: plainAccount(form.account), payee: plainAccount(form.payee), fen: parseAmount(form.amount) ?? 0, description: form.description.trim() };
  const save = useAct(() => money.raiseAlert(body, key.keyFor(body)), [["bankAlerts"]], () => { key.done(); draft.clear(); setTried(false); void message.success(t("counter.sent")); });
  const submit = () => { setTried(true); if (wrong.length === 0 && !save.isPending) save.mutate(undefined); };
  useKeys({ "ctrl+Enter": submit });
  const bad = (name: keyof Form) => tried && wrong.includes(name);
  return (
    <form className="card counter-form" onSubmit={(event) => { event.preventDefault(); submit(); }} aria-label={t("counter.title")} autoComplete="off">
      <h1 className="screen-title">{t("counter.title")}</h1>
      <p className="muted">{t("counter.hint")}</p>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      {FIELDS.map((name, i) => (
        <label key={name} className="field">
          <span className="field-label">{t(`counter.${name}`)}</span>
          <input className="plain-input" autoFocus={i === 0} value={form[name]} maxLength={60} aria-invalid={bad(name) || undefined} placeholder={t(`counterHint.${name}`)} onChange={(event) => draft.set({ [name]: event.target.value })} data-testid={`counter-${name}`} />
          <span className="field-note">{bad(name) ? <span className="bad">{t("counter.wrong")}</span> : name === "amount" && parseAmount(form.amount) ? <b className="num">{formatFen(parseAmount(form.amount) ?? 0)}</b> : null}</span>
        </label>
      ))}
      <label className="field field-wide">
        <span className="field-label">{t("counter.description")}</span>
        <textarea className="plain-input" rows={2} value={form.description} maxLength={500} aria-invalid={bad("description") || undefined} placeholder={t("counterHint.description")} onChange={(event) => draft.set({ description: event.target.value })} data-testid="counter-description" />
      </label>
      <FaultNote error={save.error} onClose={save.reset} />
      <div className="form-foot"><Button type="primary" danger size="large" htmlType="submit" loading={save.isPending} data-testid="counter-save">{t("counter.send")}<kbd>Ctrl Enter</kbd></Button></div>
    </form>
  );
}

function AlertLine({ alert }: { alert: CounterAlert }) {
  const { t } = useTranslation();
  return (
    <li className="counter-line" data-testid="counter-row" data-state={alert.state}>
      <p><At iso={alert.at} /> <b>{alert.customer}</b> <span className="num">{alert.phone}</span> → <span className="num">{alert.payee}</span> <b className="num">{formatFen(alert.fen)}</b></p>
      <p className="muted">{alert.description}</p>
      {alert.answer_zh ? <p className="counter-answer" role="status"><b>✓ {t("counter.police")}</b> <At iso={alert.answered_at} shape="full" /><br />{alert.answer_zh}</p> : <p className="doubt" role="status">◌ {t("counter.waiting")}</p>}
    </li>
  );
}
