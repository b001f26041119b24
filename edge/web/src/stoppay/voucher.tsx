import { useTranslation } from "react-i18next";
import type { ClaimDetail } from "../api/money";
import { useLang } from "../i18n";
import { formatFen } from "../ui/money";
import { useNow } from "../ui/now";
import { useSession } from "../ui/session";
import { signOf } from "../ui/stoplamp";
import { formatTime } from "../ui/time";

/** Voucher is what the printer writes of a claim, on A4: the claim, its payments, every order with its number and result, room for two signatures. */
export function Voucher({ claim }: { claim: ClaimDetail }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { session } = useSession();
  const printed = formatTime(new Date(useNow()).toISOString(), "full");
  const basis = [...new Set((claim.orders ?? []).map((order) => pick(order.basis_zh, order.basis_en)))].filter(Boolean);
  return (
    <div className="voucher" aria-hidden="true">
      <h1>{t("voucher.title")}</h1>
      <p className="voucher-line"><span>{claim.unit.name}</span><span>{t("voucher.number")} {claim.number}</span></p>
      <table>
        <tbody>
          <tr><th>{t("voucher.victim")}</th><td>{claim.victim.name} {claim.victim.id_number} {claim.victim.phone}</td><th>{t("voucher.opened")}</th><td>{formatTime(claim.opened_at, "full")}</td></tr>
          <tr><th>{t("money.loss")}</th><td>{formatFen(claim.loss_fen)}</td><th>{t("money.held")}</th><td>{formatFen(claim.held_fen)}</td></tr>
          <tr><th>{t("voucher.brief")}</th><td colSpan={3}>{t(`fraud.${claim.fraud}`, { defaultValue: claim.fraud })} {claim.brief}</td></tr>
        </tbody>
      </table>
      <h2>{t("voucher.payments")}</h2>
      <table>
        <thead><tr><th>{t("voucher.at")}</th><th>{t("voucher.from")}</th><th>{t("voucher.to")}</th><th>{t("voucher.amount")}</th><th>{t("voucher.channel")}</th></tr></thead>
        <tbody>
          {(claim.payments ?? []).map((p) => (
            <tr key={p.id}><td>{formatTime(p.at, "full")}</td><td>{p.bank_name} {p.account}</td><td>{p.payee.bank_name} {p.payee.account} {p.payee.name}</td><td>{formatFen(p.fen)}</td><td>{t(`payChannel.${p.channel}`, { defaultValue: p.channel })}</td></tr>
          ))}
        </tbody>
      </table>
      <h2>{t("voucher.orders", { count: claim.orders?.length ?? 0 })}</h2>
      <table>
        <thead><tr><th>{t("voucher.number")}</th><th>{t("stopCol.layer")}</th><th>{t("stopCol.bank")}</th><th>{t("stopCol.account")}</th><th>{t("stopCol.asked")}</th><th>{t("stopCol.held")}</th><th>{t("stopCol.lamp")}</th><th>{t("voucher.until")}</th></tr></thead>
        <tbody>
          {(claim.orders ?? []).map((o) => (
            <tr key={o.id}><td>{o.number}</td><td>{o.layer}</td><td>{o.bank_name}</td><td>{o.account} {o.name}</td><td>{formatFen(o.fen)}</td><td>{formatFen(o.held_fen)}</td><td>{t(`stopSign.${signOf(o)}`)} {o.count}/2</td><td>{formatTime(o.expires_at, "minute")}</td></tr>
          ))}
        </tbody>
      </table>
      {basis.length > 0 ? <p>{t("voucher.basis")} {basis.join(t("shell.comma"))}</p> : null}
      <p className="voucher-line voucher-sign"><span>{t("voucher.officer1")}</span><span>{t("voucher.officer2")}</span><span>{t("voucher.seal")}</span></p>
      <p className="voucher-foot">{t("voucher.printed", { name: session?.user.name ?? "", at: printed })}</p>
    </div>
  );
}
