import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { hotline } from "../api/hotline";
import { useSession } from "../ui/session";
import { formatTime } from "../ui/time";

/** How many promised calls Today names; the rest stands behind the link. */
const SHOWN = 5;

/** Callbacks are the calls that were promised, the one that is due first at the head. They stand here until somebody rings. */
export function Callbacks() {
  const { t } = useTranslation();
  const { can } = useSession();
  const may = can("hotline.work");
  const calls = useQuery({ queryKey: ["tickets", "promises"], queryFn: () => hotline.tickets({ state: "promised", sort: "promise" }), enabled: may }).data?.items ?? [];
  if (calls.length === 0) return null;
  return (
    <section className="promised-calls" aria-label={t("today.promised")} data-testid="promised-calls">
      <Link to="/hotline" search={{ list: "promised" }} className="figures-title">{t("today.promised")} <b className="num">{calls.length}</b></Link>
      <ul>
        {calls.slice(0, SHOWN).map((call) => (
          <li key={call.id}>
            <Link to="/hotline" search={{ id: call.id }} data-testid="promised-call">
              <span className={call.late ? "bad num" : "num"}>{formatTime(call.promise_at, "short")}{call.late ? ` ${t("clock.over")}` : ""}</span> <span className="num">{call.phone}</span> <span className="muted">{call.desk.name}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
