import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { bulletinsApi } from "../api/bulletins";
import { money } from "../api/moneyapi";
import { useLang } from "../i18n";
import { At } from "../ui/clock";
import { formatFen } from "../ui/money";
import { useSession } from "../ui/session";
import { Await } from "../ui/states";

/** Sign lists what waits for this leader's yes: one tap opens the document, the next approves it. */
export function Sign() {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { can } = useSession();
  const approves = can("bulletin.approve");
  const freezes = useQuery({ queryKey: ["freezes", "todo"], queryFn: () => money.freezes({ state: "proposed" }), enabled: can("freeze.approve") });
  const issues = useQuery({ queryKey: ["bulletins", "list", "review", ""], queryFn: () => bulletinsApi.list({ state: "review" }), enabled: approves });
  const waiting = (issues.data?.items ?? []).length + (freezes.data?.items ?? []).length;
  const query = { data: (approves ? issues.data : freezes.data) && true, error: issues.error ?? freezes.error, isPending: approves ? issues.isPending : freezes.isPending, refetch: () => { void issues.refetch(); void freezes.refetch(); } };
  return (
    <section className="panel" aria-label={t("leader.sign")}>
      <h2 className="section-title">{t("leader.sign")}{waiting > 0 ? <b className="num leader-count" data-testid="sign-count">{waiting}</b> : null}</h2>
      <Await query={query} rows={3}>
        {() => waiting === 0 ? <p className="muted">{t("leader.nothingToSign")}</p> : (
          <ul className="plain leader-sign">
            {(issues.data?.items ?? []).map((issue) => (
              <li key={issue.id}><Link to="/bulletins/$id" params={{ id: issue.id }} data-testid="sign-issue"><span className="grow"><b>{pick(issue.kind_zh, issue.kind_en)}</b> {issue.title}<span className="second">{issue.drafted_by} <At iso={issue.drafted_at} /></span></span><span className={issue.stops > 0 ? "bad" : "good"}>{issue.stops > 0 ? t("bulletins.stops", { count: issue.stops }) : t("bulletins.cleanLong")}</span></Link></li>
            ))}
            {(freezes.data?.items ?? []).map((freeze) => (
              <li key={freeze.id}><Link to="/measures" search={{ id: freeze.id }} data-testid="sign-freeze"><span className="grow"><b>{t("leader.freeze")}</b> <span className="num">{freeze.number}</span><span className="second">{freeze.bank_name} {freeze.holder} <At iso={freeze.proposed_at} /></span></span><b className="num">{formatFen(freeze.fen)}</b></Link></li>
            ))}
          </ul>
        )}
      </Await>
    </section>
  );
}
