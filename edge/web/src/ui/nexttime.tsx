import { useTranslation } from "react-i18next";
import { DayInput } from "./dayinput";
import { serverNow } from "./now";
import { formatTime, isoToLocal, localToISO, nextTimes } from "./time";

/** NextTime asks when to try again: the usual times as chips, any other by hand. */
export function NextTime({ value, onChange }: { value: string; onChange: (iso: string) => void }) {
  const { t } = useTranslation();
  return (
    <div>
      <p className="field-label">{t("attempt.next")}</p>
      <div className="choice">
        {nextTimes(serverNow()).map((option) => (
          <button key={option.key} type="button" className="chip" onClick={() => onChange(option.at)}>
            {t(`nextTime.${option.key}`)} <span className="muted num">{formatTime(option.at, "short").slice(6)}</span>
          </button>
        ))}
        <DayInput
          type="datetime-local" value={isoToLocal(value)} aria-label={t("attempt.next")}
          onChange={(event) => onChange(localToISO(event.target.value))}
        />
      </div>
    </div>
  );
}
