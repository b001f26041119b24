import type { TFunction } from "i18next";
import type { InputHTMLAttributes } from "react";
import { useTranslation } from "react-i18next";
import { useLang } from "../i18n";

type Lang = ReturnType<typeof useLang>["lang"];
type Kind = "date" | "datetime-local" | "month";
type Props = Omit<InputHTMLAttributes<HTMLInputElement>, "type" | "value"> & { value: string; type?: Kind };

/** shownDay is a day, month or moment as the console's language writes it: Chinese drops the zero before a month. */
export function shownDay(t: TFunction, type: Kind, value: string, lang: Lang): string {
  const [day, time = ""] = value.split("T");
  const [year, month, date = "1"] = day.split("-");
  if (!year || !month) return t(`dayInput.none_${type}`);
  const said = (n: string) => (lang === "en" ? n : String(Number(n)));
  return t(`dayInput.${type}`, { year, month: said(month), date: said(date), time });
}

/**
 * DayInput is a day, month or moment to choose. A browser writes it in the browser's language; while nobody types in it, the words of the
 * console's own language stand over it.
 */
export function DayInput({ type = "date", value, className = "", ...rest }: Props) {
  const { t } = useTranslation();
  const { lang } = useLang();
  return (
    <span className={`day-input day-input-${type}`} data-shown={shownDay(t, type, value, lang)}>
      <input {...rest} type={type} value={value} className={`plain-input ${className}`.trim()} />
    </span>
  );
}
