import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Pop, Ticket } from "../api/hotline";
import { randomKey } from "../api/key";
import { money } from "../api/moneyapi";
import { useAct } from "../ui/act";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { banksQuery } from "../ui/intake/banks";
import { useChecks } from "../ui/intake/checks";
import { emptyIntake, emptyPayee, firstPaid, missingOf, missingPerson, openBody, PAYEES_MAX, SPEEDS, totalFen, type IntakeDraft, type PayeeDraft } from "../ui/intake/intaking";
import { PayeeFields } from "../ui/intake/payeefields";
import { PersonFields } from "../ui/intake/personfields";
import { useKeys } from "../ui/keys";
import { formatFen } from "../ui/money";
import { serverNow, useNow } from "../ui/now";
import { useSession } from "../ui/session";
import { spanText } from "../ui/span";
import { FaultNote, Nothing } from "../ui/states";
import { CALLS } from "./calls";

const TOUCHED = [...CALLS, ["claims"], ["stops"]];

/** StopForm takes the report while the caller speaks: the caller's number stands in it already, and is never typed again. */
export function StopForm({ ticket, pop, work, reading }: { ticket: Ticket; pop: Pop | undefined; work: boolean; /** Alt and a digit tick the steps of a script that is read beside. */ reading: boolean }) {
  const { t } = useTranslation();
  if (ticket.claim_id !== "") {
    return <p className="sent-note" role="status" data-testid="call-sent">✓ {t("hotline.sent")} <Link to="/stoppay" search={{ id: ticket.claim_id }} className="num" data-testid="call-claim-link">{ticket.claim_number}</Link></p>;
  }
  if (!work) return <Nothing title={t("shell.noRights")} hint={t("intake.noRight")} />;
  if (ticket.state === "closed") return <p className="muted">{t("hotline.ended")}</p>;
  return <Form ticket={ticket} warning={(pop?.warnings ?? []).find((each) => each.active)?.id} reading={reading} />;
}

/** toNext makes Enter go on to the next field, and after the last one to the button. */
function toNext(event: React.KeyboardEvent<HTMLFormElement>): void {
  const from = event.target as HTMLElement;
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing || from.tagName === "BUTTON") return;
  event.preventDefault();
  const fields = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-flow]")];
  const next = fields[fields.findIndex((field) => field === from) + 1] ?? event.currentTarget.querySelector<HTMLElement>("[data-send]");
  next?.focus();
  if (next instanceof HTMLInputElement) next.select();
}

function Form({ ticket, warning, reading }: { ticket: Ticket; warning: string | undefined; reading: boolean }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const now = useNow();
  const form = useRef<HTMLFormElement>(null);
  const draft = useDraft<IntakeDraft>(`${session?.user.id ?? ""}.call.${ticket.id}`, emptyIntake);
  const value = draft.value;
  const [tried, setTried] = useState(false);
  const [insist, setInsist] = useState(false);
  const banks = useQuery(banksQuery).data?.items ?? [];
  const checks = useChecks(value.payees, banks);
  const set = (change: Partial<IntakeDraft>) => {
    setInsist(false);
    draft.set({ ...(value.cause === "" ? { cause: randomKey(), startedAt: serverNow() } : {}), ...change });
  };
  const setPayee = (at: number, change: Partial<PayeeDraft>) => set({ payees: value.payees.map((payee, i) => (i === at ? { ...payee, ...change } : payee)) });
  const missing = [...value.payees.flatMap((payee) => missingOf(payee, banks, now)), ...missingPerson(value, ticket.phone)];
  const send = useAct(() => money.open(openBody(value, banks, serverNow(), { warning, ticket: ticket.id })), TOUCHED, () => draft.clear());
  const submit = async () => {
    setTried(true);
    if (send.isPending || send.isSuccess) return;
    if (missing.length > 0) return void setTimeout(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    if (!insist && !(await checks.settle())) return setInsist(true);
    send.mutate(undefined);
  };
  const addPayee = () => { if (value.payees.length < PAYEES_MAX) set({ payees: [...value.payees, { ...emptyPayee, channel: value.payees[value.payees.length - 1].channel }] }); };
  const speeds = Object.fromEntries(SPEEDS.map((speed, i) => [`alt+${i + 1}`, () => set({ speed })]));
  useKeys({ "ctrl+Enter": () => void submit(), "ctrl+d": addPayee, ...(reading ? {} : speeds) });
  useEffect(() => {
    form.current?.querySelector<HTMLElement>(`[data-testid="payee-amount-${value.payees.length - 1}"]`)?.focus();
  }, [value.payees.length]);
  const paid = firstPaid(value, now);
  if (send.isSuccess) return <p className="sent-note" role="status" data-testid="call-sent">✓ {t("hotline.sent")} <Link to="/stoppay" search={{ id: send.data.id }} className="num" data-testid="call-claim-link">{send.data.number}</Link></p>;
  return (
    <form ref={form} onKeyDown={toNext} onSubmit={(event) => { event.preventDefault(); void submit(); }} aria-label={t("hotline.panel.stop")} autoComplete="off" data-testid="stop-form">
      <div className="call-clock">
        <span>{t("claim.sincePaid")} <b className="num" data-testid="since-paid">{paid === undefined ? "--:--" : spanText(now - paid)}</b></span>
        <span>{t("money.loss")} <b className="num">{formatFen(totalFen(value))}</b></span>
        <span className="muted">{value.startedAt > 0 ? t("intake.taking", { span: spanText(now - value.startedAt) }) : t("intake.notStarted")}</span>
        <span className="muted">{t("hotline.formKeys")}</span>
      </div>
      <DraftNote at={draft.restoredAt} clear={() => { draft.clear(); setTried(false); }} />
      {value.payees.map((payee, i) => (
        <PayeeFields
          key={i} at={i} payee={payee} banks={banks} tried={tried} check={checks.of(i)} speed={value.speed} setSpeed={(speed) => set({ speed })}
          set={(change) => setPayee(i, change)} remove={value.payees.length > 1 ? () => set({ payees: value.payees.filter((_, at) => at !== i) }) : undefined}
        />
      ))}
      <PersonFields form={value} set={set} banks={banks} tried={tried} caller={ticket.phone} />
      {insist ? <p className="problem" role="alert">{t("intake.insist")}</p> : null}
      <FaultNote error={send.error} onClose={send.reset} />
      <Button type="primary" size="large" htmlType="submit" loading={send.isPending} danger={insist} data-send data-testid="call-stop-send">
        {insist ? t("intake.sendAnyway") : t("intake.send")}<kbd>Ctrl Enter</kbd>
      </Button>
    </form>
  );
}
