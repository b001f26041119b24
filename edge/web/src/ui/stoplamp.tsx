import { useTranslation } from "react-i18next";
import type { HoldState, OrderState, Result } from "../api/money";
import { useNow } from "./now";
import { clockOf, formatTime } from "./time";

/** What a lamp of a stop order can say. */
export type StopSign =
  | "sealed" | "sent" | "seen" | "held" | "partially_held" | "not_held" | "refused" | "failed" | "cancelled" | "releasing" | "released" | "expired" | "renewed" | "frozen";

const ENDED: HoldState[] = ["releasing", "released", "expired", "renewed", "frozen"];

/** signOf is where an order stands, in one word: what became of its hold, else what the bank said, else where the order is. */
export function signOf(order: { state: OrderState; result: Result; hold_state: HoldState }): StopSign {
  if (ENDED.includes(order.hold_state)) return order.hold_state as StopSign;
  if (order.state === "answered") return order.result === "" || order.result === "seen" || order.result === "done" ? "seen" : order.result;
  return order.state;
}

/** Every sign has a shape of its own, so that it can be told without colour. */
const SHAPES: Record<StopSign, React.ReactNode> = {
  sealed: <circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.4 2" />,
  sent: <><circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="1.6" /><path d="M7 2a5 5 0 0 1 0 10z" fill="currentColor" /></>,
  seen: <><circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="1.6" /><circle cx="7" cy="7" r="2.2" fill="currentColor" /></>,
  held: <><rect x="1" y="1" width="12" height="12" fill="currentColor" /><path d="M3.6 7.2l2.4 2.4 4.4-5" fill="none" stroke="#fff" strokeWidth="1.8" /></>,
  partially_held: <><rect x="1.8" y="1.8" width="10.4" height="10.4" fill="none" stroke="currentColor" strokeWidth="1.6" /><path d="M1.8 7h10.4v5.2H1.8z" fill="currentColor" /></>,
  not_held: <path d="M7 1.6 12.4 7 7 12.4 1.6 7z" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  refused: <path d="M2.4 2.4l9.2 9.2M11.6 2.4l-9.2 9.2" stroke="currentColor" strokeWidth="2.4" />,
  failed: <path d="M7 1.2 13 12.4H1z" fill="currentColor" />,
  cancelled: <path d="M2 7h10" stroke="currentColor" strokeWidth="2" />,
  releasing: <path d="M3 7h8M8 4l3 3-3 3" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  released: <path d="M2.4 11.6 11.6 2.4M5.5 2.4h6.1v6.1" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  expired: <path d="M3 1.8h8L7 7l4 5.2H3L7 7z" fill="none" stroke="currentColor" strokeWidth="1.4" />,
  renewed: <path d="M11.5 4.5A5 5 0 1 0 12 8M12 1.8v3.4H8.6" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  frozen: <path d="M7 1v12M1.8 4l10.4 6M12.2 4 1.8 10" stroke="currentColor" strokeWidth="1.7" />,
};

/** StopLamp shows where an order stands by colour, word and shape together. */
export function StopLamp({ sign }: { sign: StopSign }) {
  const { t } = useTranslation();
  return (
    <span className={`lamp stop-lamp stop-${sign}`} data-sign={sign}>
      <svg viewBox="0 0 14 14" width="13" height="13" aria-hidden="true">{SHAPES[sign]}</svg>
      <span>{t(`stopSign.${sign}`)}</span>
    </span>
  );
}

const HOUR = 3_600_000;
/** Hours before the end of a hold at which its colour changes: on the desk, and in the ledger. */
export const DESK_STEPS = [12, 4, 1];
export const LEDGER_STEPS = [6, 1];

/** stepOf is the narrowest of the steps that the time left has fallen below; nothing when there is plenty, 0 when it has passed. */
export function stepOf(until: string, now: number, steps: number[]): number | undefined {
  const left = Date.parse(until) - now;
  if (Number.isNaN(left)) return undefined;
  if (left <= 0) return 0;
  return [...steps].sort((a, b) => a - b).find((hours) => left <= hours * HOUR);
}

/** Expiry counts a hold down to its end: the nearer, the darker, with the step in words. */
export function Expiry({ until, steps = DESK_STEPS }: { until: string; steps?: number[] }) {
  const { t } = useTranslation();
  const now = useNow();
  if (until === "") return <span className="muted">—</span>;
  const step = stepOf(until, now, steps);
  const clock = clockOf(until, now);
  const days = clock.days > 0 ? t("clock.days", { count: clock.days }) : "";
  return (
    <span className={step === undefined ? "expiry" : `expiry expiry-${step}`} title={formatTime(until, "full")}>
      {step === undefined ? null : <b>{step === 0 ? t("expiry.over") : t("expiry.within", { count: step })}</b>}
      <span className="num">{step === 0 ? formatTime(until, "short") : days + clock.text}</span>
    </span>
  );
}

/** StopCount says which stop of this account it is: the law allows two. */
export function StopCount({ count }: { count: number }) {
  const { t } = useTranslation();
  return <span className={count >= 2 ? "stop-count stop-count-last num" : "stop-count num"} title={t(count >= 2 ? "stopCount.last" : "stopCount.first")}>{count}/2</span>;
}
