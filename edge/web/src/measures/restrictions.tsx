import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { measuresApi, type MeasureRules, type Restriction } from "../api/measures";
import { At, Due } from "../ui/clock";
import { useSession } from "../ui/session";
import { Expiry } from "../ui/stoplamp";
import { ImposeForm } from "./imposeform";
import { restrictionVerbs, ruleValue } from "./kinds";
import { MeasureList } from "./list";
import { Acts, Basis, Facts, Who } from "./parts";
import { Instructions, ToldLamp } from "./told";

/** Hours before the end of a restriction at which its colour changes. */
const STEPS = [12, 4, 1];
const BASIS = ["restriction.basis", "restriction.hours", "restriction.count", "restriction.review_hours"];

/** Restrictions (保护性止付) keep victims' own accounts from paying, for hours, and are looked at daily. */
export function Restrictions({ rules }: { rules: MeasureRules | undefined }) {
  const { can } = useSession();
  return (
    <MeasureList<Restriction>
      kind="restriction" read={measuresApi.restrictions} one={measuresApi.restriction} form={can("claim.work") ? (close) => <ImposeForm onDone={close} /> : undefined}
      row={(row, chosen, onOpen) => <Line key={row.id} row={row} chosen={chosen} onOpen={onOpen} rules={rules} />}
    />
  );
}

function Line({ row, chosen, onOpen, rules }: { row: Restriction; chosen: boolean; onOpen: () => void; rules: MeasureRules | undefined }) {
  const { t } = useTranslation();
  const active = row.state === "active";
  const most = ruleValue(rules, "restriction.count") ?? 1;
  return (
    <li className={chosen ? "row row-on freeze-row" : "row freeze-row"} data-testid="restriction-row" data-state={row.state} data-id={row.id}>
      <div className="freeze-line" onClick={onOpen}>
        <span><span className={`state freeze-${active ? "active" : "lapsed"}`}>{t(`restrictionState.${row.state}`)}</span><span className="second">{t("measures.times", { count: row.count, most })}</span></span>
        <button type="button" className="row-open"><b className="num">{row.number}</b> <span className="muted">{row.unit.name}</span><span className="second">{row.bank_name} <span className="num">{row.account}</span> {row.person}</span></button>
        <span>{t(`restrictLimits.${row.limits}`)} · {t(`restrictionReason.${row.reason}`)}<ToldLamp told={row.told} refusal={row.refusal} /></span>
        <span className="right">{active ? <Due at={row.review_due} what="look" /> : <span className="second">{row.end_reason}</span>}</span>
        <span>{active ? <Expiry until={row.ends_at} steps={STEPS} /> : <At iso={row.ended_at} />}</span>
      </div>
      {chosen ? (
        <div className="act-form">
          <Facts lines={[
            [t("measures.decided"), <Who key="d" at={row.imposed_at} by={row.imposed_by} />], [t("measures.phone"), <span key="p" className="num">{row.phone}</span>],
            [t("imposeFrom.limits"), `${t(`restrictLimits.${row.limits}`)}${t("shell.colon")}${t(`restrictHint.${row.limits}`)}`], [t("measures.document"), <span key="n" className="num">{row.document}</span>],
            [t("measures.from"), row.claim_id ? <Link key="f" to="/stoppay" search={{ id: row.claim_id, list: "all" }}>{t("claim.title")}</Link> : row.warning_id ? <Link key="f" to="/alerts" search={{ id: row.warning_id }}>{t("jump.warning")}</Link> : null],
            [t("measures.until"), <At key="u" iso={row.ends_at} shape="full" />], [t("measures.looked"), row.reviewed_at ? <Who key="l" at={row.reviewed_at} by={row.reviewed_by} /> : null],
            [t("measures.ended"), row.ended_at ? <span key="e"><Who at={row.ended_at} by={row.ended_by} /> {row.end_reason}</span> : null],
            [t("measures.basis"), <Basis key="b" rules={rules} codes={BASIS} />], [t("measures.wayOut"), t("measures.wayOutRestriction")],
          ]} />
          <Instructions id={row.id} />
          <Acts kind="restriction" row={row} verbs={restrictionVerbs(row, most)} />
        </div>
      ) : null}
    </li>
  );
}
