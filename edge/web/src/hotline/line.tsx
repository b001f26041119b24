import { useTranslation } from "react-i18next";
import type { Ticket } from "../api/hotline";
import { useNow } from "../ui/now";
import { spanText } from "../ui/span";
import { formatTime } from "../ui/time";

/** CallLine is one call in the list: whose turn it is, how long, and what makes it urgent. */
export function CallLine({ ticket, chosen, onOpen }: { ticket: Ticket; chosen: boolean; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const now = useNow();
  return (
    <li className={chosen ? "row row-on" : "row"} data-id={ticket.id}>
      <button type="button" className="call-line" onClick={() => onOpen(ticket.id)} aria-current={chosen || undefined} data-testid="call-line" data-state={ticket.state}>
        <span className="call-line-head">
          <b className="num">{ticket.phone === "" ? t("hotline.withheld") : ticket.phone}</b>
          <span className={`call-state call-${ticket.state}`}>{t(`hotline.state.${ticket.state}`)}</span>
        </span>
        <span className="second">
          {t(`hotline.direction.${ticket.direction}`)}
          {ticket.state === "promised" ? <span className={ticket.late ? "bad" : undefined}> {t(ticket.late ? "hotline.late" : "hotline.promisedFor", { at: formatTime(ticket.promise_at, "short") })}</span>
            : ticket.state === "closed" ? <span className="num"> {formatTime(ticket.closed_at, "short")}</span>
            : <span className="num"> {spanText(now - Date.parse(ticket.queued_at))}</span>}
          {ticket.desk.name ? ` ${ticket.desk.name}` : ""}
        </span>
        <Flags ticket={ticket} />
      </button>
    </li>
  );
}

/** Flags say in words and signs what is special about a call. */
export function Flags({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  if (!ticket.risk && !ticket.abusive && ticket.times < 2) return null;
  return (
    <span className="call-flags">
      {ticket.risk ? <span className="bad">● {t("hotline.risk")}</span> : null}
      {ticket.abusive ? <span className="doubt">▲ {t("hotline.abusive")}</span> : null}
      {ticket.times > 1 ? <span className="doubt" data-testid="call-again">↻ {t("hotline.times", { count: ticket.times })}</span> : null}
    </span>
  );
}
