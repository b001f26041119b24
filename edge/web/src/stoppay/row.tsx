import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { ClaimRow } from "../api/money";
import { At } from "../ui/clock";
import { formatYuan, percent } from "../ui/money";
import { useNow } from "../ui/now";
import { Expiry } from "../ui/stoplamp";
import { spanText } from "../ui/span";

const HOUR = 3_600_000;

/** Since is the time since a transfer while minutes count, and its date afterwards. */
export function Since({ at }: { at: string }) {
  const now = useNow();
  const span = now - Date.parse(at);
  if (Number.isNaN(span)) return <span className="muted">—</span>;
  return span < 6 * HOUR ? <span className="num since">{spanText(span)}</span> : <At iso={at} />;
}

/** ClaimLine is one claim of the list: how long ago, whose, how much, how much of it is held, what is due. */
export const ClaimLine = memo(function ClaimLine({ row, chosen, onOpen }: { row: ClaimRow; chosen: boolean; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  return (
    <li className={chosen ? "row row-on claim-row" : "row claim-row"} data-testid="claim-row" data-id={row.id} aria-current={chosen ? "true" : undefined} onClick={() => onOpen(row.id)}>
      <button type="button" className="row-open" onClick={(event) => { if (event.detail > 0) event.currentTarget.blur(); }}>
        <span className="claim-row-line"><Since at={row.first_paid_at} /><b className="grow">{row.victim.name}</b><b className="num">{formatYuan(row.loss_fen)}</b></span>
        <span className="claim-row-line second">
          <span className="num">{row.number}</span><span className="grow" />
          <span className="num">{t("claim.heldShare", { share: percent(row.held_fen, row.loss_fen) })}</span>
        </span>
        <span className="claim-row-line second">
          <ClaimTags row={row} /><span className="grow" />
          <span className="num">{t("claim.answered", { answered: row.answered, orders: row.orders })}</span>
        </span>
      </button>
    </li>
  );
});

/** ClaimTags are the words that ask for work: unconfirmed, to be reviewed, a hold about to end. */
function ClaimTags({ row }: { row: ClaimRow }) {
  const { t } = useTranslation();
  return (
    <>
      {row.state !== "open" ? <span className={`state state-${row.state}`}>{t(`claimState.${row.state}`)}</span> : null}
      {row.standing !== "confirmed" ? <span className={row.standing === "lapsed" ? "state state-review" : "state state-issued"}>{t(`standing.${row.standing}`)}</span> : null}
      {row.review_by && !row.reviewed_at ? <span className="state">{t("claimList.review")}</span> : null}
      {row.expiring_at ? <span title={t("claim.endsHint")}>{t("claim.ends")} <Expiry until={row.expiring_at} /></span> : null}
    </>
  );
}
