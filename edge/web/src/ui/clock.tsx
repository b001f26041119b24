import { useTranslation } from "react-i18next";
import { useNow } from "./now";
import { clockOf, formatTime } from "./time";

/** Due counts down to a deadline, then up in red. It says which act is due. */
export function Due({ at, what }: { at: string; what?: string }) {
  const { t } = useTranslation();
  const now = useNow();
  const clock = clockOf(at, now);
  if (clock.tone === "none") return <span className="due due-none">{t("clock.none")}</span>;
  const days = clock.days > 0 ? t("clock.days", { count: clock.days }) : "";
  const label = what ? t(`due.${what}`, { defaultValue: what }) : "";
  return (
    <span className={`due due-${clock.tone}`} title={formatTime(at, "full")}>
      <span className="due-what">
        {label}
        {clock.overdue ? t("clock.over") : t("clock.left")}
      </span>
      <span className="due-time">
        {days}
        {clock.text}
      </span>
    </span>
  );
}

/** ServerClock is the centre's time in the top bar. */
export function ServerClock() {
  const { t } = useTranslation();
  const now = useNow();
  return (
    <time className="server-clock" title={t("shell.serverTime")} aria-label={t("shell.serverTime")}>
      {formatTime(new Date(now).toISOString(), "full")}
    </time>
  );
}

/** At writes a time in the centre's zone, with the seconds when pointed at. */
export function At({ iso, shape = "short" }: { iso: string | undefined; shape?: "short" | "minute" | "full" }) {
  return (
    <time dateTime={iso} title={formatTime(iso, "full")} className="num">
      {formatTime(iso, shape)}
    </time>
  );
}
