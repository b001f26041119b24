import { useTranslation } from "react-i18next";
import type { ClaimDetail } from "../api/money";
import { spanText } from "../ui/span";

/** SentNote follows the intake: which orders are out, how long it took, and what to tell the victim with her receipt number. */
export function SentNote({ claim, seconds }: { claim: ClaimDetail; seconds: number }) {
  const { t } = useTranslation();
  const orders = claim.orders ?? [];
  return (
    <section className="sent-note" role="status" data-testid="sent-note">
      <p>
        <b>✓ {t("sent.out", { count: orders.length })}</b>
        {Number.isFinite(seconds) && seconds > 0 ? <span className="num"> · {t("sent.took", { span: spanText(seconds * 1000) })}</span> : null}
        <span className="muted num"> {orders.slice(0, 6).map((order) => order.number).join(t("shell.comma"))}{orders.length > 6 ? "…" : ""}</span>
      </p>
      <p className="sent-say">
        <b>{t("sent.tell")}</b>
        <q>{t("sent.words", { receipt: claim.receipt })}</q>
        <a href={`/trail/${encodeURIComponent(claim.receipt)}`} target="_blank" rel="noreferrer">{t("sent.page")}</a>
      </p>
    </section>
  );
}
