import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { OrderDetail } from "../api/types";
import { useLang } from "../i18n";
import { useAct, WORK } from "../ui/act";
import { AttemptForm } from "../ui/attempt";
import { At, Due } from "../ui/clock";
import { DetailClose } from "../ui/detailclose";
import { FamilyWord, LevelLamp, StateWord } from "../ui/lamp";
import { formatFen } from "../ui/money";
import { Reveal } from "../ui/person";
import { AttemptList, HistoryList } from "../ui/records";
import { useSession } from "../ui/session";
import { Await, FaultNote } from "../ui/states";
import { VouchPanel } from "../ui/vouchcode";
import { ChaseForm, TransferForm } from "./move";
import { ReportForm } from "./report";

export type TaskAct = "attempt" | "vouch" | "report" | "transfer" | "chase";

/** TaskDetail is one order with everything to do about it, in the order it is done: sign, call, visit, report. */
export function TaskDetail({ id, act, onClose }: { id: string; act?: TaskAct; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["order", id], queryFn: () => api.order(id) });
  return (
    <aside className="detail task-detail" data-testid="order-detail" aria-label={t("tasks.detail")}>
      <Await query={query} rows={12}>
        {(order) => (
          <>
            <Head order={order} onClose={onClose} />
            <div className="detail-body">
              <Steps order={order} />
              <Acts order={order} first={act} />
              <section className="section">
                <h3 className="section-title">{t("detail.attempts")}</h3>
                <AttemptList attempts={order.attempts ?? []} warning={order.warning_id} />
              </section>
              <section className="section">
                <h3 className="section-title">{t("detail.history")}</h3>
                <HistoryList lines={order.history ?? []} />
              </section>
            </div>
          </>
        )}
      </Await>
      {query.isError && !query.data ? <Button onClick={onClose}>{t("act.back")}</Button> : null}
    </aside>
  );
}

function Head({ order, onClose }: { order: OrderDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  return (
    <header className="detail-head">
      <div className="detail-line">
        <LevelLamp level={order.level} />
        <FamilyWord family={order.family} />
        <StateWord kind="order" state={order.state} />
        {order.due_what ? <Due at={order.due_at} what={order.due_what} /> : null}
        <span className="grow" />
        <span className="muted num">{order.number}</span>
        <DetailClose onClose={onClose} />
      </div>
      <div className="detail-line detail-person">
        <Link to="/persons/$id" params={{ id: order.person.id }}><b>{order.person.name || t("person.noName")}</b></Link>
        <span className="muted">{order.person.place_name || order.person.place}</span>
        <Link to="/lines/$id" params={{ id: order.warning_id }} className="muted" data-testid="task-lines">{t("lines.open")}</Link>
        <Link to="/alerts" search={{ id: order.warning_id }} className="muted">{t("tasks.toWarning")}</Link>
      </div>
      <p className="detail-reason"><b>{t(`fraud.${order.fraud}`, { defaultValue: order.fraud })}</b> {pick(order.reason_zh, order.reason_en)}</p>
      {order.read_only ? <p className="problem">{t("tasks.givenAway", { name: order.unit.name })}</p> : null}
      {order.next_at ? <p>{t("attempt.nextAt")} <At iso={order.next_at} /></p> : null}
      {order.result ? <p><b>{t(`result.${order.result}`, { defaultValue: order.result })}</b> {order.loss_fen > 0 ? formatFen(order.loss_fen) : ""} <span className="wrap">{order.note}</span></p> : null}
      {order.from_unit ? <p className="muted">{t("tasks.from", { name: order.from_unit.name })}</p> : null}
    </header>
  );
}

/** Steps shows the four deadlines of an order and which are met. */
function Steps({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const steps = [
    { name: "sign", due: order.sign_due, done: order.signed_at },
    { name: "call", due: order.call_due, done: order.called_at },
    { name: "visit", due: order.visit_due, done: order.visited_at },
    { name: "report", due: order.report_due, done: order.reported_at },
  ];
  const over = order.state === "closed" || order.state === "withdrawn";
  return (
    <ol className="steps" aria-label={t("tasks.steps")}>
      {steps.filter((step) => step.due || step.done).map((step) => (
        <li key={step.name} className={step.done ? "step step-done" : "step"}>
          <b>{t(`due.${step.name}`)}</b>
          {step.done ? <span>✓ <At iso={step.done} /></span> : over ? <span className="muted">—</span> : <Due at={step.due} />}
        </li>
      ))}
      {order.rule ? <li className="steps-rule muted">{t("tasks.rule", { rule: order.rule })}</li> : null}
    </ol>
  );
}

function Acts({ order, first }: { order: OrderDetail; first?: TaskAct }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [open, setOpen] = useState<TaskAct | undefined>(first ?? (order.state === "signed" ? "attempt" : undefined));
  const sign = useAct(() => api.sign(order.id, order.version), WORK, () => setOpen("attempt"));
  const finish = useAct(() => api.closeOrder(order.id, order.version), WORK);
  const live = (order.state === "issued" || order.state === "signed") && !order.read_only;
  const work = can("order.work") && live;
  const chase = can("order.chase") && live;
  const tab = (name: TaskAct, allowed: boolean) => allowed ? (
    <button type="button" role="tab" aria-selected={open === name} className={open === name ? "tab tab-on" : "tab"} onClick={() => setOpen(name)} data-testid={`task-${name}`}>
      {t(`tasks.${name === "attempt" ? "contact" : name}`)}
    </button>
  ) : null;
  const signed = work && order.state === "signed";
  return (
    <section className="actions">
      {work ? (
        <div className="call-line">
          <Reveal target={order.person.id} warning={order.warning_id} field="phone" masked={order.person.phone} big />
        </div>
      ) : null}
      {work && order.state === "issued" ? (
        <Button type="primary" size="large" block loading={sign.isPending} onClick={() => sign.mutate(undefined)} data-testid="detail-sign">{t("tasks.sign")}</Button>
      ) : null}
      {order.state === "reported" && can("order.chase") ? (
        <Button loading={finish.isPending} onClick={() => finish.mutate(undefined)}>{t("tasks.finish")}</Button>
      ) : null}
      <FaultNote error={sign.error ?? finish.error} />
      <div className="tabs" role="tablist" aria-label={t("detail.actions")}>
        {tab("attempt", signed)}
        {tab("vouch", signed)}
        {tab("report", signed)}
        {tab("transfer", work)}
        {tab("chase", chase)}
      </div>
      {open === "attempt" && signed ? <AttemptForm warning={order.warning_id} order={order.id} keys /> : null}
      {open === "vouch" && signed ? <VouchPanel kind="order" subject={order.id} first="visit" /> : null}
      {open === "report" && signed ? <ReportForm order={order} /> : null}
      {open === "transfer" && work ? <TransferForm order={order} /> : null}
      {open === "chase" && chase ? <ChaseForm order={order} onDone={() => setOpen(undefined)} /> : null}
    </section>
  );
}
