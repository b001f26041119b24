import { useQuery } from "@tanstack/react-query";
import { App, Button, Select } from "antd";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { Bank, BankOrder } from "../api/money";
import { money } from "../api/moneyapi";
import { useAct } from "../ui/act";
import { At, Due } from "../ui/clock";
import { DetailClose } from "../ui/detailclose";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { useKeys, type KeyTable } from "../ui/keys";
import { formatFen } from "../ui/money";
import { serverNow } from "../ui/now";
import { useSession } from "../ui/session";
import { FaultNote } from "../ui/states";
import { formatTime } from "../ui/time";
import { answerBody, answerProblem, emptyAnswer, heldOf, refusalsFor, resultsFor, sumIn, sumOf, type AnswerDraft } from "./answering";
import { Choice } from "../ui/choice";
import { BANK } from "./orders";
import { Reminded } from "./reminded";
import { PasteLines } from "./pastelines";
import { parseLines, type Pasted } from "./pasting";

/** endOf is what is said of an order that asks nothing of the bank any more. */
const endOf = (order: BankOrder) => (order.more ? "bank.moreDue" : order.state === "cancelled" || order.state === "failed" ? `bank.${order.state}` : "bank.answered");

/** OrderAnswer is one order with what the bank must compare, and the answer in at most four fields. */
export function OrderAnswer({ order, onClose, onReceive }: { order: BankOrder; onClose: () => void; onReceive: (order: BankOrder) => void }) {
  const { t } = useTranslation();
  const open = ["sealed", "sent", "seen"].includes(order.state);
  return (
    <aside className="detail" data-testid="bank-answer" aria-label={t("bank.answer")}>
      <header className="detail-head">
        <div className="detail-line">
          {order.urgent ? <b className="bad">● {t("bank.urgent")}</b> : null}
          <b>{t(`orderType.${order.type}`, { defaultValue: order.type })}</b><span className="num muted">{order.number}</span>
          {open ? <Due at={order.answer_by} what="answer" /> : null}
          {open && order.reminders > 0 ? <Reminded times={order.reminders} /> : null}
          <DetailClose onClose={onClose} />
        </div>
        <div className="detail-line bank-account"><b className="num">{order.account}</b><b>{order.name}</b>{order.fen > 0 ? <b className="num bad">{formatFen(order.fen)}</b> : null}</div>
        {order.supplements ? <p className="confirm" data-testid="bank-supplement">{t("bank.supplement")} <span className="num muted">{order.supplements}</span></p> : null}
        <p className="muted">{t(`bankRule.${order.type}`, { defaultValue: "" })}</p>
      </header>
      <div className="detail-body">
        <Facts order={order} />
        {order.state === "seen" || order.more ? <AnswerForm order={order} /> : null}
        {order.state === "sealed" || order.state === "sent" ? <Button type="primary" size="large" block onClick={() => onReceive(order)} data-testid="answer-seen">{t("bank.receive")}<kbd>S</kbd></Button> : null}
        {open ? null : <p className="confirm">{t(endOf(order), { amount: formatFen(order.held_fen) })}</p>}
      </div>
    </aside>
  );
}

function Facts({ order }: { order: BankOrder }) {
  const { t } = useTranslation();
  const officers = (order.officers ?? []).map((each) => `${each.name} ${each.phone}`).join(t("shell.comma"));
  const limits = order.limits ? t(`restrictLimits.${order.limits}`, { defaultValue: order.limits }) + t("shell.colon") + t(`restrictHint.${order.limits}`, { defaultValue: "" }) : "";
  const payer = (order.matches ?? []).some((match) => match.payer_account !== "" || match.channel !== "");
  const facts: [string, string][] = [
    ["limits", limits], ["until", order.hold_until ? formatTime(order.hold_until, "full") : ""], ["basis", order.basis], ["reason", order.reason],
    ["unit", [order.unit, officers].filter(Boolean).join(" · ")], ["document", order.document],
  ];
  return (
    <section className="section bank-facts">
      {(order.matches ?? []).length === 0 ? null : <table className="mini">
        <thead><tr><th>{t("bank.matchTime")}</th><th>{t("bank.matchAmount")}</th>{payer ? <><th>{t("bank.payer")}</th><th>{t("bank.channel")}</th></> : null}</tr></thead>
        <tbody>
          {(order.matches ?? []).map((match, i) => (
            <tr key={i}><td><At iso={match.time} shape="full" /></td><td className="num">{formatFen(match.fen)}</td>{payer ? <><td className="num">{match.payer_bank} {match.payer_account}</td><td>{t(`payChannel.${match.channel}`, { defaultValue: match.channel })}</td></> : null}</tr>
          ))}
        </tbody>
      </table>}
      <dl className="fact-list">
        {facts.filter(([, value]) => value !== "").map(([name, value]) => <Fragment key={name}><dt>{t(`bank.${name}`)}</dt><dd>{value}</dd></Fragment>)}
      </dl>
    </section>
  );
}

function AnswerForm({ order }: { order: BankOrder }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { message } = App.useApp();
  const banks = useQuery({ queryKey: ["banks"], queryFn: money.banks, staleTime: 300_000 }).data?.items ?? [];
  const draft = useDraft<AnswerDraft>(`${session?.user.id ?? ""}.bankanswer.${order.id}`, emptyAnswer);
  const form = draft.value;
  const pasted = parseLines(form.lines, banks, serverNow());
  const problem = answerProblem(form, order, pasted, serverNow());
  const save = useAct(() => money.bankAnswer(order.id, answerBody(form, order, pasted, serverNow())), BANK, () => { draft.clear(); void message.success(t("bank.sent")); });
  const submit = () => { if (problem === undefined && !save.isPending) save.mutate(undefined); };
  const results = resultsFor(order);
  const keys: KeyTable = { "ctrl+Enter": submit };
  results.forEach((result, i) => { keys[String(i + 1)] = () => draft.set({ result }); });
  useKeys(keys);
  return (
    <form className="form" onSubmit={(event) => { event.preventDefault(); submit(); }} aria-label={t("bank.answer")}>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      <Choice label={t("bank.result")} options={results.map((value) => ({ value, text: t(`bankResult.${value}`) }))} value={form.result} onChange={(result) => draft.set({ result })} testPrefix="bank-result" digits />
      <Fields form={form} set={draft.set} order={order} />
      {order.type === "stop" && form.result !== "" && form.result !== "refused" && form.result !== "failed" ? <PasteLines text={form.lines} onChange={(lines) => draft.set({ lines })} pasted={pasted} banks={banks as Bank[]} /> : null}
      {order.type === "stop" ? <Sum form={form} order={order} pasted={pasted} /> : null}
      <FaultNote error={save.error} onClose={save.reset} />
      <div className="form-foot">
        <Button type="primary" htmlType="submit" disabled={problem !== undefined} loading={save.isPending} data-testid="bank-answer-save">{t("bank.send")}<kbd>Ctrl Enter</kbd></Button>
        {order.type === "stop" ? <label className="check"><input type="checkbox" checked={form.more} onChange={(event) => draft.set({ more: event.target.checked })} /> {t("bank.more")}</label> : null}
        {problem && form.result !== "" ? <span className="problem">{t(`bankProblem.${problem}`)}</span> : null}
      </div>
    </form>
  );
}

/** Fields are what the chosen result still needs: an amount, a time or a reason, never all of them. */
function Fields({ form, set, order }: { form: AnswerDraft; set: (change: Partial<AnswerDraft>) => void; order: BankOrder }) {
  const { t } = useTranslation();
  return (
    <div className="act-fields">
      {form.result === "partially_held" ? <input className="plain-input" autoFocus inputMode="decimal" value={form.held} placeholder={t("bank.heldHint", { amount: formatFen(order.fen) })} aria-label={t("bank.held")} onChange={(event) => set({ held: event.target.value })} data-testid="bank-held" /> : null}
      {form.result === "held" || form.result === "partially_held" ? (
        <label className="pair-label">{t("bank.executed")} <input className="plain-input" value={form.executed} placeholder={formatTime(new Date(serverNow()).toISOString(), "full")} aria-label={t("bank.executed")} onChange={(event) => set({ executed: event.target.value, typedAt: serverNow() })} /></label>
      ) : null}
      {form.result === "refused" ? (
        <Select value={form.refusal || undefined} placeholder={t("bank.refusal")} aria-label={t("bank.refusal")} style={{ minWidth: 220 }} options={refusalsFor(order).map((value) => ({ value, label: t(`refusal.${value}`) }))} onChange={(refusal: string) => set({ refusal })} data-testid="bank-refusal" />
      ) : null}
    </div>
  );
}

/** Sum shows whether what came in is accounted for: held, gone on, and the rest that nothing is said of. */
function Sum({ form, order, pasted }: { form: AnswerDraft; order: BankOrder; pasted: Pasted }) {
  const { t } = useTranslation();
  if (form.result === "" || form.result === "refused" || form.result === "failed") return null;
  const held = heldOf(form, order) ?? 0;
  const rest = sumIn(order) - held - sumOf(pasted);
  return (
    <p className={rest === 0 ? "good" : rest < 0 ? "bad" : "muted"} data-testid="bank-sum">
      {t("bank.sum", { in: formatFen(sumIn(order)), held: formatFen(held), out: formatFen(sumOf(pasted)) })} {rest === 0 ? `✓ ${t("bank.sumOk")}` : t("bank.rest", { amount: formatFen(rest) })}
    </p>
  );
}
