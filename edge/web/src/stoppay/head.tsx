import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { ClaimDetail } from "../api/money";
import { useLang } from "../i18n";
import { At, Due } from "../ui/clock";
import { DetailClose } from "../ui/detailclose";
import { formatFen } from "../ui/money";
import { useNow } from "../ui/now";
import { useSession } from "../ui/session";
import { formatTime } from "../ui/time";
import type { Act } from "./acts";
import { shares } from "./lines";
import { spanText } from "../ui/span";

/** ClaimHead says whose money, how long it has been gone and how much of it is held. */
export function ClaimHead({ claim, onClose, onAct }: { claim: ClaimDetail; onClose: () => void; onAct: (act: Act) => void }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { can } = useSession();
  const reasons = (claim.reasons ?? []).map((each) => pick(each.zh, each.en)).join(t("shell.comma"));
  return (
    <header className="claim-head">
      <MinuteClock claim={claim} />
      <div className="grow">
        <div className="detail-line">
          <b className="num claim-number">{claim.number}</b>
          {claim.state === "open" ? null : <span className="state state-closed">{t(`claimState.${claim.state}`)}</span>}
          <StandingWord claim={claim} onAct={onAct} />
          <ReviewWord claim={claim} onAct={onAct} />
          <span className="grow" />
          {can("claim.work") && claim.state === "open" ? <Link to="/measures" search={{ kind: "restriction", claim: claim.id, new: "1" }} className="link-button" data-testid="claim-restrict">{t("imposeFrom.button")}</Link> : null}
          <Link to="/flow/$claim" params={{ claim: claim.id }} className="link-button">{t("claim.toFlow")}<kbd>G</kbd></Link>
          <Button size="small" onClick={() => window.print()} className="desk-only" data-testid="voucher-print">{t("voucher.print")}<kbd>P</kbd></Button>
          <DetailClose onClose={onClose} />
        </div>
        <div className="detail-line claim-who">
          <b>{claim.victim.name}</b><span className="num">{claim.victim.phone}</span><span className="num muted">{claim.victim.id_number}</span>
          <span>{t(`fraud.${claim.fraud}`, { defaultValue: claim.fraud })}</span>
          <span className="muted">{t("claim.receipt")} <b className="num receipt">{claim.receipt}</b></span>
        </div>
        <div className="claim-brief-line"><p className="second claim-brief" title={reasons}>
          {t("claim.strength", { count: claim.strength })}{reasons ? `${t("shell.colon")}${reasons}` : ""}{claim.brief ? ` · ${claim.brief}` : ""}
        </p><Balanced ok={claim.conservation.balanced} /></div>
        <MoneyBar claim={claim} />
      </div>
    </header>
  );
}

/** MinuteClock is the time since the first transfer, large; below it how fast the first hold came. */
function MinuteClock({ claim }: { claim: ClaimDetail }) {
  const { t } = useTranslation();
  const now = useNow();
  const since = now - Date.parse(claim.first_paid_at);
  const hours = since / 3_600_000;
  const first = Date.parse(claim.first_held_at) - Date.parse(claim.opened_at);
  const tone = claim.state !== "open" ? "over" : since < 10 * 60_000 ? "fresh" : hours < 1 ? "soon" : "late";
  return (
    <div className={`minute-clock minute-${tone}`} title={formatTime(claim.first_paid_at, "full")}>
      <span className="minute-label">{t("claim.sincePaid")}</span>
      {hours < 24 ? <b className={hours < 1.66 ? "num" : "num minute-days"} data-testid="minute-clock">{spanText(since)}</b> : <b className="num minute-days">{t("claim.days", { count: Math.floor(hours / 24) })}</b>}
      <span className="minute-label">{claim.first_held_at ? t("claim.firstHold", { span: spanText(first) }) : t("claim.noHold")}</span>
    </div>
  );
}

function StandingWord({ claim, onAct }: { claim: ClaimDetail; onAct: (act: Act) => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  if (claim.standing === "confirmed") return <span className="muted">✓ {t("standing.confirmed")}</span>;
  return (
    <>
      <span className="state state-issued">{t(`standing.${claim.standing}`)}</span>
      {claim.standing === "provisional" ? <Due at={claim.confirm_by} what="confirm" /> : null}
      {can("claim.work") && claim.standing === "provisional" ? <Button size="small" type="primary" onClick={() => onAct("claim")} data-testid="claim-confirm-open">{t("claim.confirmShort")}<kbd>E</kbd></Button> : null}
    </>
  );
}

function ReviewWord({ claim, onAct }: { claim: ClaimDetail; onAct: (act: Act) => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  if (claim.reviewed_at) return <span className="muted">✓ {t(`reviewFinding.${claim.finding}`, { defaultValue: claim.finding })} <At iso={claim.reviewed_at} /></span>;
  if (!claim.review_by) return null;
  return (
    <>
      <Due at={claim.review_by} what="postReview" />
      {can("claim.review") ? <Button size="small" onClick={() => onAct("review")}>{t("claim.act.review")}<kbd>V</kbd></Button> : null}
    </>
  );
}

/** MoneyBar is where the loss is now, as one bar with words and amounts; the parts must add up. */
function MoneyBar({ claim }: { claim: ClaimDetail }) {
  const { t } = useTranslation();
  const parts = shares(claim);
  return (
    <div className="money">
      <div className="money-bar" aria-hidden="true">
        {parts.filter((part) => part.fen > 0).map((part) => <i key={part.name} className={`money-${part.name}`} style={{ width: `${part.percent}%` }} />)}
      </div>
      <dl className="money-parts">
        <div><dt>{t("money.loss")}</dt><dd className="num"><Link to="/flow/$claim" params={{ claim: claim.id }} search={{ part: "in" }}>{formatFen(claim.loss_fen)}</Link></dd></div>
        {parts.map((part) => (
          <div key={part.name} className={`money-part money-word-${part.name}`}>
            <dt><i className={`money-${part.name}`} aria-hidden="true" />{t(`money.${part.name}`)}</dt>
            <dd className="num" data-testid={`money-${part.name}`}><Link to="/flow/$claim" params={{ claim: claim.id }} search={{ part: part.name }}>{formatFen(part.fen)}</Link></dd>
          </div>
        ))}
        {claim.back_fen > 0 ? <div><dt>{t("money.back")}</dt><dd className="num">{formatFen(claim.back_fen)}</dd></div> : null}
      </dl>
    </div>
  );
}

/** Balanced says whether every fen of the loss is accounted for. */
function Balanced({ ok }: { ok: boolean }) {
  const { t } = useTranslation();
  return <span className={ok ? "good" : "bad"}>{ok ? `✓ ${t("money.balanced")}` : `✗ ${t("money.unbalanced")}`}</span>;
}
