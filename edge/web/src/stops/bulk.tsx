import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Input } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Fault } from "../api/client";
import type { StopRow } from "../api/money";
import { money } from "../api/moneyapi";
import { useLang } from "../i18n";
import { formatFen } from "../ui/money";
import { useSession } from "../ui/session";

const renewable = (row: StopRow) => row.hold_state === "holding" && row.count < 2;
const releasable = (row: StopRow) => row.hold_state === "holding" && row.held_fen > 0;

interface Outcome { number: string; why: string }

/** Bulk renews or releases all marked orders, one command each: what one bank or rule refuses does not hold up the others. */
export function Bulk({ rows, clear, total }: { rows: StopRow[]; clear: () => void; total: ReactNode }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { can } = useSession();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [reason, setReason] = useState<string>();
  const [failed, setFailed] = useState<Outcome[]>([]);
  const run = async (list: StopRow[], act: (row: StopRow) => Promise<unknown>, done: string) => {
    setBusy(true);
    const bad: Outcome[] = [];
    for (const row of list) {
      await act(row).catch((error: unknown) => bad.push({ number: row.number, why: error instanceof Fault ? pick(error.text.zh, error.text.en) : t("fault.unreached") }));
    }
    setBusy(false);
    setFailed(bad);
    setReason(undefined);
    clear();
    if (list.length > bad.length) void message.success(t(done, { count: list.length - bad.length }));
    await Promise.all([["stops"], ["claims"], ["claim"]].map((queryKey) => client.invalidateQueries({ queryKey })));
  };
  const toRenew = rows.filter(renewable);
  const toRelease = rows.filter(releasable);
  const held = rows.reduce((sum, row) => sum + row.held_fen, 0);
  if (!can("claim.work")) return <p className="desk-foot muted">{total}</p>;
  return (
    <footer className="bulk">
      {failed.length > 0 ? <ul className="plain problem" role="alert">{failed.map((each) => <li key={each.number}>✗ {each.number} {each.why}</li>)}</ul> : null}
      <div className="act-fields">
        <span>{rows.length === 0 ? <span className="muted">{t("ledger.bulkHint")}</span> : <b>{t("ledger.marked", { count: rows.length, amount: formatFen(held) })}</b>}</span>
        <Button disabled={toRenew.length === 0 || busy} loading={busy} onClick={() => void run(toRenew, (row) => money.renew(row.id), "ledger.renewed")} data-testid="bulk-renew">{t("ledger.renew", { count: toRenew.length })}</Button>
        <Button danger disabled={toRelease.length === 0 || busy} onClick={() => setReason("")} data-testid="bulk-release">{t("ledger.release", { count: toRelease.length })}</Button>
        {reason === undefined ? null : (
          <>
            <Input autoFocus value={reason} maxLength={500} placeholder={t("release.why")} aria-label={t("release.why")} onChange={(event) => setReason(event.target.value)} />
            <Button type="primary" danger disabled={reason.trim() === "" || toRelease.length === 0} loading={busy} onClick={() => void run(toRelease, (row) => money.release(row.id, { reason: reason.trim() }), "ledger.releasedDone")} data-testid="bulk-release-save">{t("stopAct.release")}</Button>
          </>
        )}
        <span className="grow" /><span className="muted">{total}</span>
      </div>
    </footer>
  );
}
