import { Button } from "antd";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Leg, StopRow } from "../api/money";
import { useLang } from "../i18n";
import { At, Due } from "../ui/clock";
import { ExitMark } from "../ui/exitmark";
import { formatFen } from "../ui/money";
import { Nothing } from "../ui/states";
import { Expiry, signOf, StopCount, StopLamp } from "../ui/stoplamp";
import { spanText } from "../ui/span";
import { waitingFor, type Line } from "./lines";

interface TableProps { lines: Line[]; chosen: string | undefined; onChoose: (id: string) => void; onNext?: (line: Line) => void; busy: boolean }

/** OrderTable has all payees and layers of a claim in one table, the next ones under those that led to them. */
export function OrderTable({ lines, chosen, onChoose, onNext, busy }: TableProps) {
  const { t } = useTranslation();
  if (lines.length === 0) return <Nothing title={t("claim.noLines")} hint={t("claim.noLinesHint")} />;
  return (
    <table className="mini stop-table">
      <thead>
        <tr>
          {(["layer", "bank", "account", "asked", "held", "lamp", "count", "expiry", "next"] as const).map((name) => <th key={name} className={name === "asked" || name === "held" ? "right" : undefined}>{t(`stopCol.${name}`)}</th>)}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => line.kind === "order"
          ? <OrderLine key={line.id} line={line} order={line.order} onward={line.onward} chosen={line.id === chosen} onChoose={onChoose} onNext={onNext} busy={busy} />
          : <LegLine key={line.id} line={line} leg={line.leg} chosen={line.id === chosen} onChoose={onChoose} onNext={onNext} busy={busy} />)}
      </tbody>
    </table>
  );
}

interface LineProps { line: Line; chosen: boolean; onChoose: (id: string) => void; onNext?: (line: Line) => void; busy: boolean }

function Layer({ layer }: { layer: number }) {
  return <td className="layer-cell"><span className="layer num" style={{ marginLeft: Math.min(5, layer - 1) * 6 }}>{layer}</span></td>;
}

const OrderLine = memo(function OrderLine({ line, order, onward, chosen, onChoose, onNext, busy }: LineProps & { order: StopRow; onward: number }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const refusal = pick(order.refusal_zh, order.refusal_en);
  return (
    <tr className={chosen ? "line line-on" : "line"} data-testid="stop-line" data-id={line.id} data-sign={signOf(order)} aria-current={chosen ? "true" : undefined} onClick={() => onChoose(line.id)}>
      <Layer layer={order.layer} />
      <td>{order.bank_name}</td>
      <td>
        <span className="num">{order.account}</span>
        <span className="second">{order.name}{(order.duplicate_of ?? []).length > 0 ? <b className="bad" title={(order.duplicate_of ?? []).join(" ")}> {t("claim.duplicate", { count: order.duplicate_of?.length ?? 0 })}</b> : null}</span>
      </td>
      <td className="num right">{formatFen(order.fen)}</td>
      <td className="num right">{order.held_fen > 0 ? <b className="good">{formatFen(order.held_fen)}</b> : <span className="muted">0</span>}</td>
      <td><StopLamp sign={signOf(order)} />{refusal ? <span className="second bad">{refusal}</span> : null}</td>
      <td><StopCount count={order.count} /></td>
      <td>{order.hold_state === "holding" || order.hold_state === "frozen" ? <Expiry until={order.expires_at} /> : null}</td>
      <td className="stop-next">
        <Next order={order} />
        {onward > 0 && onNext ? <Button size="small" type="primary" ghost disabled={busy} onClick={(event) => { event.stopPropagation(); onNext(line); }} data-testid="extend-order">{t("claim.nextLayer", { count: onward })}<kbd>N</kbd></Button> : null}
      </td>
    </tr>
  );
});

/** Next is what the order waits for, with its clock, or how long the bank took. */
function Next({ order }: { order: StopRow }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const waiting = waitingFor(order);
  const took = Date.parse(order.answered_at) - Date.parse(order.sent_at);
  return (
    <>
      {waiting ? <Due at={waiting.due} what={waiting.what} /> : Number.isNaN(took) ? null : <span className="muted num" title={t("claim.tookHint")}>{t("claim.took", { span: spanText(took) })}</span>}
      {order.tries > 0 ? <span className="second bad" data-testid="undelivered" title={pick(order.fault_zh, order.fault_en)}>{t("told.tries", { count: order.tries })} · {pick(order.fault_zh, order.fault_en)}</span> : null}
      {order.reminders > 0 ? <span className="second">{t("claim.reminded", { count: order.reminders })}{order.escalated_at ? ` · ${t("claim.escalated")}` : ""}</span> : null}
    </>
  );
}

const LegLine = memo(function LegLine({ line, leg, chosen, onChoose, onNext, busy }: LineProps & { leg: Leg }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const candidate = line.kind === "candidate";
  return (
    <tr className={`line line-${line.kind}${chosen ? " line-on" : ""}`} data-testid={`${line.kind}-line`} data-id={line.id} aria-current={chosen ? "true" : undefined} onClick={() => onChoose(line.id)}>
      <Layer layer={line.layer} />
      <td>{leg.to.bank_name || (candidate ? t("claim.bankUnknown") : "")}</td>
      <td>
        {candidate ? <span className="num">{leg.to.account}</span> : <ExitMark code={leg.code} text={pick(leg.code_zh, leg.code_en)} />}
        <span className="second">{candidate ? leg.to.name : leg.place}</span>
      </td>
      <td className="num right">{formatFen(leg.fen)}{candidate && leg.still_fen < leg.fen ? <span className="second" title={t("claim.ofItHint", { amount: formatFen(leg.tainted_fen) })}>{t("claim.ofIt", { amount: formatFen(leg.still_fen) })}</span> : null}</td>
      <td />
      <td>{candidate ? <><span className="muted">◌ {t("claim.notOrdered")}</span>{leg.halt_zh ? <span className="second">{pick(leg.halt_zh, leg.halt_en)}</span> : null}</> : <span className="muted">{t("claim.gone")}</span>}</td>
      <td />
      <td className="muted"><At iso={leg.at} /></td>
      <td>{candidate && onNext ? <Button size="small" type="primary" disabled={busy} onClick={(event) => { event.stopPropagation(); onNext(line); }} data-testid="extend-leg">{t("claim.orderIt")}<kbd>N</kbd></Button> : null}</td>
    </tr>
  );
});
