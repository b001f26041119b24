import { Button } from "antd";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { OrderRow } from "../api/types";
import { useLang } from "../i18n";
import { useAct, WORK } from "../ui/act";
import { At, Due } from "../ui/clock";
import { LevelLamp, StateWord } from "../ui/lamp";
import { PersonLine } from "../ui/person";
import { useSession } from "../ui/session";
import { FaultNote } from "../ui/states";
import type { TaskAct } from "./detail";

/** OrderCard is one order: a dense row on a desk, a card with large buttons on a phone. Signing is one tap. */
export const OrderCard = memo(function OrderCard({ order, chosen, onOpen }: {
  order: OrderRow; chosen: boolean; onOpen: (id: string, act?: TaskAct) => void;
}) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { can } = useSession();
  const sign = useAct(() => api.sign(order.id, order.version), WORK);
  const work = can("order.work");
  return (
    <li className={`row order-card${chosen ? " row-on" : ""}`} data-testid="order-card" data-id={order.id} data-state={order.state} aria-current={chosen ? "true" : undefined}>
      <div className="order-body" onClick={() => onOpen(order.id)}>
        <LevelLamp level={order.level} />
        {order.due_what ? <Due at={order.due_at} what={order.due_what} /> : <span className="due" />}
        <button type="button" className="order-what row-open" onClick={(event) => { if (event.detail > 0) event.currentTarget.blur(); }}>
          <PersonLine person={order.person} unit={order.unit} />
          <span className="second">
            <b>{t(`fraud.${order.fraud}`, { defaultValue: order.fraud })}</b> {pick(order.reason_zh, order.reason_en)}
          </span>
        </button>
        <span className="order-unit">
          <span>{order.unit.name}</span>
          <span className="second num">{order.number}{order.chases > 0 ? <b className="bad"> {t("order.chases", { count: order.chases })}</b> : null}
            {order.next_at ? <> · {t("attempt.nextAt")} <At iso={order.next_at} /></> : null}</span>
        </span>
        <StateWord kind="order" state={order.state} />
      </div>
      {work && (order.state === "issued" || order.state === "signed") && !order.read_only ? (
        <div className="order-acts">
          {order.state === "issued" ? (
            <Button type="primary" loading={sign.isPending} onClick={() => sign.mutate(undefined)} data-testid="order-sign">{t("tasks.sign")}</Button>
          ) : (
            <>
              <Button onClick={() => onOpen(order.id, "attempt")} data-testid="order-attempt">{t("tasks.contact")}</Button>
              <Button type="primary" onClick={() => onOpen(order.id, "report")} data-testid="order-report">{t("tasks.report")}</Button>
            </>
          )}
        </div>
      ) : <div className="order-acts" />}
      {sign.error ? <FaultNote error={sign.error} onClose={sign.reset} /> : null}
    </li>
  );
});
