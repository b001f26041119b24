import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { money } from "../api/moneyapi";
import { randomKey } from "../api/key";
import { useAct } from "../ui/act";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { useKeys } from "../ui/keys";
import { serverNow } from "../ui/now";
import { useSession, useSite } from "../ui/session";
import { FaultNote, Nothing } from "../ui/states";
import { MONEY } from "./acts";
import { useChecks } from "../ui/intake/checks";
import { demoDraft, emptyIntake, emptyPayee, missingOf, missingPerson, openBody, PAYEES_MAX, type FieldName, type IntakeDraft, type PayeeDraft } from "../ui/intake/intaking";
import { IntakeSide } from "./intakeside";
import { banksQuery } from "../ui/intake/banks";
import { PayeeFields } from "../ui/intake/payeefields";
import { PersonFields } from "../ui/intake/personfields";

/** toNextField makes Enter go on to the next field; after the last one the button has the focus. */
function toNextField(event: React.KeyboardEvent<HTMLFormElement>): void {
  const from = event.target as HTMLElement;
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing || from.tagName === "BUTTON" || from.tagName === "TEXTAREA") return;
  event.preventDefault();
  const fields = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-flow]")];
  const here = fields.findIndex((field) => field === from || field.contains(from));
  const next = fields[here + 1] ?? event.currentTarget.querySelector<HTMLElement>("[data-send]");
  next?.focus();
  if (next instanceof HTMLInputElement) next.select();
}

/** Intake (接报) takes a report in one flow of at most twelve fields: money first, because the clock is the money's. */
export function Intake() {
  const { t } = useTranslation();
  const { can, session } = useSession();
  const search = useSearch({ from: "/gate/stoppay/new" }) as { warning?: string };
  if (!can("claim.work")) return <Nothing title={t("shell.noRights")} hint={t("intake.noRight")} />;
  return <IntakeForm user={session?.user.id ?? ""} warning={search.warning} />;
}

function IntakeForm({ user, warning }: { user: string; warning?: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const draft = useDraft<IntakeDraft>(`${user}.intake.${warning ?? ""}`, emptyIntake);
  const value = draft.value;
  const [tried, setTried] = useState(false);
  const [insist, setInsist] = useState(false);
  const banks = useQuery(banksQuery).data?.items ?? [];
  const checks = useChecks(value.payees, banks);
  const set = (change: Partial<IntakeDraft>) => {
    setInsist(false);
    draft.set({ ...(value.cause === "" ? { cause: `desk-${randomKey()}`, startedAt: serverNow() } : {}), ...change });
  };
  const setPayee = (at: number, change: Partial<PayeeDraft>) => set({ payees: value.payees.map((payee, i) => (i === at ? { ...payee, ...change } : payee)) });
  const missing: FieldName[] = [...value.payees.flatMap((payee) => missingOf(payee, banks, serverNow())), ...missingPerson(value)];
  const send = useAct(() => money.open(openBody(value, banks, serverNow(), { warning })), MONEY, (claim) => {
    client.setQueryData(["claim", claim.id], claim);
    const took = Math.round((serverNow() - value.startedAt) / 1000);
    draft.clear();
    void navigate({ to: "/stoppay", search: { id: claim.id, sent: String(Math.max(1, took)) } });
  });
  const submit = async () => {
    setTried(true);
    if (send.isPending) return;
    if (missing.length > 0) return focusWrong(form.current);
    if (!insist && !(await checks.settle())) return setInsist(true);
    send.mutate(undefined);
  };
  const addPayee = () => {
    if (value.payees.length >= PAYEES_MAX) return;
    const last = value.payees[value.payees.length - 1];
    set({ payees: [...value.payees, { ...emptyPayee, channel: last.channel }] });
  };
  useKeys({ "ctrl+Enter": () => void submit(), "ctrl+d": addPayee, Escape: () => void navigate({ to: "/stoppay" }) });
  useFocusNew(form, value.payees.length);
  return (
    <form ref={form} className="intake" onKeyDown={toNextField} onSubmit={(event) => { event.preventDefault(); void submit(); }} aria-label={t("intake.title")} autoComplete="off">
      <div className="intake-main">
        <header className="bar"><h1 className="screen-title">{t("intake.title")}</h1><DemoFill onFill={(filled) => set(filled)} /><span className="muted desk-only">{t("intake.keys")}</span></header>
        <DraftNote at={draft.restoredAt} clear={() => { draft.clear(); setTried(false); }} />
        {value.payees.map((payee, i) => (
          <PayeeFields
            key={i} at={i} payee={payee} banks={banks} tried={tried} check={checks.of(i)} speed={value.speed} setSpeed={(speed) => set({ speed })}
            set={(change) => setPayee(i, change)} remove={value.payees.length > 1 ? () => set({ payees: value.payees.filter((_, at) => at !== i) }) : undefined}
          />
        ))}
        <p><Button size="small" onClick={addPayee} disabled={value.payees.length >= PAYEES_MAX} data-testid="payee-add">+ {t("intake.addPayee")}<kbd>Ctrl D</kbd></Button></p>
        <PersonFields form={value} set={set} banks={banks} tried={tried} />
      </div>
      <IntakeSide form={value} missing={missing} tried={tried} insist={insist} checks={checks} busy={send.isPending || checks.asking}>
        <FaultNote error={send.error} onClose={send.reset} />
      </IntakeSide>
    </form>
  );
}

/** DemoFill types a report of the invented city in. Real centres have no such button. */
function DemoFill({ onFill }: { onFill: (filled: Partial<IntakeDraft>) => void }) {
  const { t } = useTranslation();
  const site = useSite();
  const fill = useAct(() => money.demoClaim(), [], (demo) => onFill(demoDraft(demo)));
  if (!site?.demo) return null;
  return (
    <>
      <Button size="small" loading={fill.isPending} onClick={() => fill.mutate(undefined)} data-testid="intake-demo">{t("intake.demo")}</Button>
      <FaultNote error={fill.error} onClose={fill.reset} />
    </>
  );
}

/** focusWrong goes to the first field that lacks something. */
function focusWrong(form: HTMLFormElement | null): void {
  setTimeout(() => form?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
}

/** useFocusNew puts the cursor into the first field at the start, and into the new payee's when one was added. */
function useFocusNew(form: React.RefObject<HTMLFormElement | null>, payees: number): void {
  const before = useRef(0);
  useEffect(() => {
    if (payees > before.current) form.current?.querySelector<HTMLInputElement>(`[data-testid="payee-amount-${payees - 1}"]`)?.focus();
    before.current = payees;
  }, [form, payees]);
}
