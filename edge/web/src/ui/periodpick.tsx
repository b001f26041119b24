import { useTranslation } from "react-i18next";
import { DayInput } from "./dayinput";
import { useNow } from "./now";
import { formatTime } from "./time";

/** The kinds of periods that a reader may choose; those with a name of their own (a campaign, since an event) come with the figure. */
export const PERIODS = ["day", "week", "month", "quarter", "half", "year", "ytd"] as const;

/** today is the day of the centre's zone, as the address writes it. */
export const dayOf = (ms: number) => formatTime(new Date(ms).toISOString(), "date");

/** PeriodPick chooses a kind of period and a day inside it. */
export function PeriodPick({ period, at, kinds = PERIODS, onChange }: { period: string; at: string; kinds?: readonly string[]; onChange: (next: { period?: string; at?: string }) => void }) {
  const { t } = useTranslation();
  const today = dayOf(useNow());
  return (
    <span className="period-pick">
      <select className="plain-input" value={period} aria-label={t("figures.period")} onChange={(event) => onChange({ period: event.target.value })} data-testid="period-kind">
        {kinds.map((kind) => <option key={kind} value={kind}>{t(`period.${kind}`, { defaultValue: kind })}</option>)}
      </select>
      <DayInput value={at} max={today} min="2000-01-01" aria-label={t("figures.dayInside")} onChange={(event) => { if (event.target.value) onChange({ at: event.target.value }); }} data-testid="period-at" />
    </span>
  );
}
