import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Payer, StopRow } from "../api/money";
import { money } from "../api/moneyapi";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { useKeys } from "../ui/keys";
import { formatFen } from "../ui/money";
import { useSession } from "../ui/session";
import { Await, FaultNote, Nothing } from "../ui/states";

/** Payers are others who paid into this account: victims who do not know yet. One key makes each of them a warning. */
export function Payers({ claim, order }: { claim: string; order: StopRow }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const query = useQuery({ queryKey: ["payers", claim, order.id], queryFn: () => money.payers(claim, order.id) });
  const warn = useAct((payer: Payer) => money.warnPayer(claim, payer.id), [["payers", claim], ["warnings"]]);
  const next = (query.data?.items ?? []).find((payer) => !payer.warned);
  const work = can("claim.work");
  useKeys(work && next && !warn.isPending ? { w: () => warn.mutate(next) } : {});
  return (
    <div className="act-form payers" data-testid="payers">
      <p className="muted">{t("payers.hint", { account: order.account })}</p>
      <FaultNote error={warn.error} onClose={warn.reset} />
      <Await query={query} rows={3}>
        {(page) => (page.items ?? []).length === 0 ? <Nothing title={t("payers.none")} hint={t("payers.noneHint")} /> : (
          <ul className="plain payer-list">
            {(page.items ?? []).map((payer) => (
              <li key={payer.id} data-testid="payer-row">
                <At iso={payer.at} /><b>{payer.person.name}</b><span className="num">{payer.person.phone}</span><span className="muted grow">{payer.person.place_name}</span>
                <span className="num muted">{payer.account}</span><b className="num">{formatFen(payer.fen)}</b>
                {payer.warned ? <span className="good">✓ {t("payers.warned")}</span> : (
                  <Button size="small" type="primary" disabled={!work || warn.isPending} onClick={() => warn.mutate(payer)} data-testid="payer-warn">{t("payers.warn")}{payer === next ? <kbd>W</kbd> : null}</Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Await>
    </div>
  );
}
