import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { money } from "../api/moneyapi";
import { guessBank, plainAccount } from "../ui/account";
import { useAct } from "../ui/act";
import { parseAmount } from "../ui/amount";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { banksQuery } from "../ui/intake/banks";
import { parseMoment } from "../ui/moment";
import { serverNow } from "../ui/now";
import { useSession } from "../ui/session";
import { FaultNote } from "../ui/states";
import { MONEY } from "./acts";

/** ManualForm orders an onward account that an officer knows from elsewhere: a call with the bank, a statement, the victim. */
export function ManualForm({ claim, onDone }: { claim: string; onDone: () => void }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { message } = App.useApp();
  const client = useQueryClient();
  const banks = useQuery(banksQuery).data?.items ?? [];
  const draft = useDraft(`${session?.user.id ?? ""}.manual.${claim}`, { account: "", name: "", bank: "", amount: "", at: "" });
  const form = draft.value;
  const account = plainAccount(form.account);
  const bank = form.bank || guessBank(account, banks)?.code || "";
  const fen = parseAmount(form.amount);
  const at = parseMoment(form.at, serverNow());
  const ready = account.length >= 8 && form.name.trim() !== "" && bank !== "" && fen !== undefined && at !== undefined;
  const save = useAct(
    () => money.extend(claim, { party: { bank, account, name: form.name.trim(), kind: "person" }, at: at ?? "", fen: fen ?? 0 }), MONEY,
    (out) => { client.setQueryData(["claim", claim], out); draft.clear(); void message.success(t("claim.extended", { count: 1 })); onDone(); },
  );
  const field = (name: "account" | "name" | "amount" | "at", wrong: boolean, focus = false) => (
    <Input
      autoFocus={focus} value={form[name]} maxLength={60} placeholder={t(`manual.${name}`)} aria-label={t(`manual.${name}`)} status={form[name] !== "" && wrong ? "error" : undefined}
      onChange={(event) => draft.set({ [name]: event.target.value })} data-testid={`manual-${name}`}
    />
  );
  return (
    <form className="act-form" onSubmit={(event) => { event.preventDefault(); if (ready) save.mutate(undefined); }} aria-label={t("stopAct.manual")}>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      <div className="act-fields">
        {field("account", account.length < 8, true)}
        {field("name", false)}
        <Select
          value={bank || undefined} showSearch={{ optionFilterProp: "label" }} placeholder={t("manual.bank")} aria-label={t("manual.bank")} style={{ minWidth: 130 }} popupMatchSelectWidth={false}
          options={banks.map((each) => ({ value: each.code, label: each.name }))} onChange={(value: string) => draft.set({ bank: value })}
        />
        {field("amount", fen === undefined)}
        {field("at", at === undefined)}
        <Button type="primary" htmlType="submit" disabled={!ready} loading={save.isPending} data-testid="manual-save">{t("claim.orderIt")}</Button>
      </div>
      <FaultNote error={save.error} onClose={save.reset} />
    </form>
  );
}
