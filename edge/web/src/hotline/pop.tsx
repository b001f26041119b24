import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Pop, Ticket } from "../api/hotline";
import { useLang } from "../i18n";
import { LevelLamp } from "../ui/lamp";
import { formatFen } from "../ui/money";
import { formatTime } from "../ui/time";

/** ScreenPop is what is known of the number, before anything is asked: notes for the operator first, then warnings, money, cases, calls. */
export function ScreenPop({ pop, ticket, loading }: { pop: Pop | undefined; ticket: Ticket; loading: boolean }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  if (ticket.phone === "") return <p className="pop muted" data-testid="pop">{t("hotline.popWithheld")}</p>;
  if (!pop) return <p className="pop muted" aria-busy={loading}>{t("hotline.popReading")}</p>;
  const { care, warnings, claims, cases, calls, persons } = pop;
  const empty = [care, warnings, claims, cases, calls, persons].every((each) => (each ?? []).length === 0);
  if (empty) return <p className="pop muted" data-testid="pop">{t("hotline.popEmpty")}</p>;
  return (
    <section className="pop" aria-label={t("hotline.pop")} data-testid="pop">
      {(care ?? []).map((note) => <p key={note.id} className="pop-care" data-testid="pop-care">✎ {note.note} <span className="muted">{note.by.name} {formatTime(note.at, "short")}</span></p>)}
      <ul className="pop-list">
        {(persons ?? []).map((person) => <li key={person.id}>{t("hotline.person")} <Link to="/persons/$id" params={{ id: person.id }}>{person.name}</Link> <span className="muted">{person.unit.name}</span></li>)}
        {(warnings ?? []).map((warning) => (
          <li key={warning.id} data-testid="pop-warning">
            <LevelLamp level={warning.level} /> <Link to="/alerts" search={{ id: warning.id, state: "all" }} className="num">{warning.number}</Link> {t(`fraud.${warning.fraud}`, { defaultValue: warning.fraud })}
            <span className="muted"> {formatTime(warning.opened_at, "short")} {warning.active ? t("hotline.stillOpen") : ""} {pick(warning.reason_zh, warning.reason_en)}</span>
          </li>
        ))}
        {(claims ?? []).map((claim) => <li key={claim.id} data-testid="pop-claim">{t("hotline.claim")} <Link to="/stoppay" search={{ id: claim.id }} className="num">{claim.number}</Link> <span className="num">{formatFen(claim.loss_fen)}</span> <span className="muted">{t("hotline.heldOf", { amount: formatFen(claim.held_fen) })} {formatTime(claim.opened_at, "short")}</span></li>)}
        {(cases ?? []).map((each) => <li key={each.id} data-testid="pop-case">{t("hotline.case")} <Link to="/cases" search={{ id: each.id }} className="num">{each.number}</Link> <span className="muted">{formatTime(each.filed_at, "short")}</span></li>)}
        {(calls ?? []).slice(0, 4).map((call) => (
          <li key={call.id} data-testid="pop-call">
            {t(`hotline.direction.${call.direction}`)} <Link to="/hotline" search={{ id: call.id }} className="num">{call.number}</Link> <span className="muted">{formatTime(call.queued_at, "short")} {t(`hotline.state.${call.state}`)} {call.desk.name}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
