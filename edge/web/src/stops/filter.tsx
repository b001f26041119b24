import { Input, Select } from "antd";
import type { InputRef } from "antd";
import { useEffect, useState, type Ref } from "react";
import { useTranslation } from "react-i18next";
import type { Bank } from "../api/money";
import { formatTime } from "../ui/time";

/** What the address of the ledger may say. */
export interface LedgerSearch { bank?: string; state?: string; hold?: string; expiring?: string; silent?: string; claim?: string; q?: string; from?: string; reconcile?: string }

const STATES = ["sealed,sent,seen", "sealed", "sent", "seen", "answered", "refused", "failed", "cancelled"];
const HOLDS = ["holding", "renewed", "frozen", "releasing", "released", "expired"];
const EXPIRING = ["1h", "6h", "12h", "24h"];

export function LedgerFilter({ search, change, banks, inputRef }: { search: LedgerSearch; change: (next: Partial<LedgerSearch>) => void; banks: Bank[]; inputRef: Ref<InputRef> }) {
  const { t } = useTranslation();
  const [text, setText] = useState(search.q ?? "");
  useEffect(() => setText(search.q ?? ""), [search.q]);
  const pick = (name: "bank" | "state" | "hold" | "expiring", options: { value: string; label: string }[], width: number) => (
    <Select value={search[name]} allowClear placeholder={t(`ledger.${name}`)} aria-label={t(`ledger.${name}`)} style={{ width }} popupMatchSelectWidth={false} options={options} onChange={(value: string | undefined) => change({ [name]: value })} />
  );
  return (
    <div className="choice" role="search">
      {pick("bank", banks.map((bank) => ({ value: bank.code, label: bank.name })), 124)}
      {pick("state", STATES.map((value) => ({ value, label: t(value.includes(",") ? "ledger.waiting" : `ledgerState.${value}`) })), 116)}
      {pick("hold", HOLDS.map((value) => ({ value, label: t(`holdState.${value}`) })), 116)}
      {pick("expiring", EXPIRING.map((value) => ({ value, label: t("expiry.within", { count: Number.parseInt(value, 10) }) })), 116)}
      <Input
        ref={inputRef} allowClear value={text} maxLength={60} style={{ width: 170 }} placeholder={t("ledger.find")} aria-label={t("ledger.find")}
        onChange={(event) => { setText(event.target.value); if (event.target.value === "") change({ q: undefined }); }}
        onPressEnter={(event) => { change({ q: text.trim() || undefined }); event.currentTarget.blur(); }}
      />
      {search.silent ? <button type="button" className="chip chip-on" onClick={() => change({ silent: undefined })}>{t("moneyCount.silent")} ×</button> : null}
      {search.from ? <button type="button" className="chip chip-on" onClick={() => change({ from: undefined })}>{t("ledger.since", { at: formatTime(search.from, "short") })} ×</button> : null}
      {search.claim ? <button type="button" className="chip chip-on" onClick={() => change({ claim: undefined })}>{t("ledger.ofClaim", { claim: search.claim })} ×</button> : null}
    </div>
  );
}
