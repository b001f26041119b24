import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { duty, type DutyClimb } from "../api/duty";
import { useLang } from "../i18n";
import { useSession } from "../ui/session";
import { formatTime } from "../ui/time";
import "../duty/duty.css";

/** How many climbs Today names; the rest stands behind the count. */
const SHOWN = 5;

/** OnDuty says who is on duty now, what is to be handed over, and what nobody has taken in its time and on whom it stands. */
export function OnDuty() {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { can } = useSession();
  const may = can("duty.work");
  const now = useQuery({ queryKey: ["duty", "now"], queryFn: duty.now, enabled: may }).data;
  if (!now) return null;
  const climbs = now.climbs.filter((each) => each.mine || each.rungs.length > 1 || each.rungs[0]?.why === "no_roster");
  return (
    <section aria-label={t("duty.onDuty")} data-testid="onduty">
      <p className="onduty">
        <Link to="/duty" data-testid="onduty-roster">{now.shift.id
          ? <>{pick(now.shift.name_zh, now.shift.name_en)} {t("duty.officer")} <b className="person-named">{now.shift.officer.name}</b> · {t("duty.deputy")} <span className="person-named">{now.shift.deputy.name || "–"}</span> · {t("duty.leader")} <span className="person-named">{now.shift.leader.name || "–"}</span></>
          : <span className="duty-gap">✗ {t("duty.noneNow")}</span>}</Link>
        {now.next.id ? <span className="muted">{t("duty.next")} <span className="person-named">{now.next.officer.name}</span> <span className="num">{formatTime(now.next.from, "short")}</span></span> : null}
        {now.gaps.length > 0 && can("duty.manage") ? <Link to="/duty" className="duty-gap" data-testid="onduty-gaps">{t("duty.gaps", { days: now.days, n: now.gaps.length })}</Link> : null}
        {now.due ? <Link to="/handover" className="duty-gap" data-testid="handover-due">{t("duty.due")}</Link> : null}
        {now.papers.map((paper) => <Link key={paper.id} to="/handover" search={{ id: paper.id }} className="duty-gap person-named" data-testid="paper-waits">{t(paper.state === "signed" ? "duty.toTake" : "duty.toSign", { name: paper.state === "signed" ? paper.from.name : paper.to.name, n: paper.count })}</Link>)}
        {now.late.map((shift) => <Link key={shift.id} to="/duty" search={{ unit: shift.unit.code }} className="bad person-named" data-testid="handover-late">{t("duty.lateLine", { unit: shift.unit.name, name: shift.officer.name, at: formatTime(shift.to, "short") })}</Link>)}
      </p>
      {climbs.length > 0 ? <ul className="climb-list" aria-label={t("duty.climbs")} data-testid="climbs">{climbs.slice(0, SHOWN).map((each) => <Climb key={each.id} climb={each} />)}{climbs.length > SHOWN ? <li className="muted">{t("duty.moreClimbs", { n: climbs.length - SHOWN })}</li> : null}</ul> : null}
    </section>
  );
}

/** Climb is one urgent matter that nobody took: on whom it stands, and when the next is called. */
function Climb({ climb }: { climb: DutyClimb }) {
  const { t } = useTranslation();
  const on = climb.rungs[climb.rungs.length - 1];
  if (!on) return null;
  return (
    <li data-testid="climb">
      <Link to={climb.kind === "order" ? "/tasks" : "/alerts"} search={{ id: climb.item }}><span className="num">{climb.number}</span></Link>
      <span className={climb.mine ? "duty-gap" : "bad"}>{t(climb.kind === "order" ? "duty.unsigned" : "duty.unclaimed")}</span>
      <span>{climb.mine ? <b>{t("duty.onYou")}</b> : on.person.id ? <>{t("duty.standsOn")} <span className="person-named">{on.unit.name}</span> {t(`duty.${on.post}`)} <span className="person-named">{on.person.name}</span></> : t("duty.onNobody")}</span>
      {on.skipped && on.skipped.length > 0 ? <span className="muted person-named">{t("duty.skipped", { units: on.skipped.map((each) => each.name).join("、") })}</span> : null}
      <span className="muted num">{t("duty.nextCall")} {formatTime(climb.next_at, "time")}</span>
    </li>
  );
}
