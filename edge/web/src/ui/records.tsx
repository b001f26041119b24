import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Attempt, HistoryLine, OrderRow } from "../api/types";
import { useLang } from "../i18n";
import { SeenProof } from "../proof/seen";
import { At, Due } from "./clock";
import { StateWord } from "./lamp";
import { formatFen } from "./money";

/** AttemptList shows what was tried: when, how, by whom, what came of it and what proves it. */
export function AttemptList({ attempts, warning }: { attempts: Attempt[]; warning?: string }) {
  const { t } = useTranslation();
  if (attempts.length === 0) return <p className="muted">{t("attempt.none")}</p>;
  return (
    <ul className="plain records">
      {attempts.map((a) => (
        <li key={a.id}>
          <At iso={a.at} />
          <span className="grow">
            <b>{t(`channel.${a.channel}`, { defaultValue: a.channel })} · {t(`outcome.${a.outcome}`, { defaultValue: a.outcome })}</b>
            {a.believes === true ? <span> · {t("attempt.believesYes")}</span> : null}
            {a.believes === false ? <span className="bad"> · {t("attempt.believesNo")}</span> : null}
            {a.already_paid_fen > 0 ? <span className="bad num"> · {t("attempt.paidAmount", { amount: formatFen(a.already_paid_fen) })}</span> : null}
            {a.note ? <span className="second wrap">{a.note}</span> : null}
            {(a.evidence ?? []).map((e, i) => (
              <span className="second wrap break" key={i}>{t(`evidenceKind.${e.kind}`, { defaultValue: e.kind })}{t("shell.colon")}
                {warning && e.value.startsWith("sha256:") ? <SeenProof sha={e.value.slice(7)} warning={warning} attempt={a.id} /> : e.value}
              </span>
            ))}
            {a.next_at ? <span className="second">{t("attempt.nextAt")} <At iso={a.next_at} /></span> : null}
          </span>
          <span className="muted records-by">{a.by?.name}<br />{a.unit.name}</span>
        </li>
      ))}
    </ul>
  );
}

export function HistoryList({ lines }: { lines: HistoryLine[] }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  return (
    <ul className="plain records">
      {lines.map((line, i) => (
        <li key={i}>
          <At iso={line.at} />
          <span className="grow wrap">{pick(line.text_zh, line.text_en) || line.action}</span>
          <span className="muted">{line.actor === "system" ? t("shell.system") : line.actor}</span>
        </li>
      ))}
    </ul>
  );
}

export function OrderList({ orders }: { orders: OrderRow[] }) {
  const { t } = useTranslation();
  if (orders.length === 0) return <p className="muted">{t("order.none")}</p>;
  return (
    <ul className="plain records">
      {orders.map((order) => (
        <li key={order.id}>
          <At iso={order.issued_at} />
          <span className="grow">
            <Link to="/tasks" search={{ id: order.id }} className="num">{order.number}</Link> {order.unit.name}
            {order.result ? <span className="second">{t(`result.${order.result}`, { defaultValue: order.result })}</span> : null}
            {order.chases > 0 ? <span className="second bad">{t("order.chases", { count: order.chases })}</span> : null}
          </span>
          {order.due_what ? <Due at={order.due_at} what={order.due_what} /> : null}
          <StateWord kind="order" state={order.state} />
        </li>
      ))}
    </ul>
  );
}
