import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { linesApi, type Gate } from "../api/lines";
import { useLang } from "../i18n";
import { At } from "./clock";

/** useGate is what an officer should know before he contacts the person of a warning. */
export function useGate(warning: string) {
  return useQuery({ queryKey: ["lines", "gate", warning], queryFn: () => linesApi.gate(warning) });
}

/** needsReason says whether a contact now has to say why. */
export const needsReason = (gate: Gate | undefined): boolean => !!gate && !gate.exempt && (gate.why ?? []).length > 0;

/** clockOfDay writes a minute of the day as 08:00. */
export const clockOfDay = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** GateLine says how often and by whom the person was contacted, and what the person asked for: before the call, not after it. */
export function GateLine({ gate }: { gate: Gate | undefined }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  if (!gate) return null;
  const last = gate.latest?.[0];
  const over = gate.budget.used >= gate.budget.limit;
  return (
    <div className="gate-line" data-testid="gate">
      <span className={over ? "bad" : "muted"}>{t("gate.budget", { used: gate.budget.used, limit: gate.budget.limit, hours: gate.budget.window_h })}</span>
      {last ? <span className="muted"> · {t("gate.last")} <At iso={last.at} /> <span className="wrap">{last.unit.name} {last.by}</span> {t(`outcome.${last.outcome}`, { defaultValue: last.outcome })}</span> : null}
      {gate.quiet ? <span className="bad"> · {t("gate.quiet")}</span> : null}
      {(gate.wishes ?? []).map((wish) => <p key={wish.id} className="bad" data-testid="gate-wish">{wishText(t, wish)} <span className="wrap">{wish.note}</span><span className="muted wrap"> {wish.unit.name} {wish.by}</span></p>)}
      {(gate.why ?? []).map((why) => <p key={why.code} className="problem" data-testid="gate-why">{pick(why.zh, why.en)}</p>)}
    </div>
  );
}

/** wishText says in words when the person does not want to be contacted. */
export function wishText(t: TFunction, wish: { until: string; from_min: number; to_min: number }): string {
  const hours = wish.from_min === wish.to_min ? "" : t("gate.hours", { from: clockOfDay(wish.from_min), to: clockOfDay(wish.to_min) });
  const until = wish.until === "" ? "" : t("gate.until", { at: new Date(wish.until).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false, month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" }) });
  return [until, hours].filter((each) => each !== "").join("；");
}
