import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import { texts } from "./messages/all";

export type Lang = "zh" | "en";
const STORED = "fanzha.lang";

function stored(): Lang {
  try {
    return localStorage.getItem(STORED) === "en" ? "en" : "zh";
  } catch {
    return "zh";
  }
}

/** startLanguage loads both languages: they are small, and a switch then needs no network. */
export function startLanguage(): void {
  void i18next.use(initReactI18next).init({
    lng: stored(),
    fallbackLng: "zh",
    resources: { zh: { translation: texts.zh }, en: { translation: texts.en } },
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
  });
  apply(stored());
}

function apply(lang: Lang): void {
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
}

export function setLang(lang: Lang): void {
  try {
    localStorage.setItem(STORED, lang);
  } catch {
    // a desk without storage keeps the choice until the page is closed
  }
  apply(lang);
  void i18next.changeLanguage(lang);
}

/** useLang gives the language and picks the right one of a pair that the centre sent. */
export function useLang(): { lang: Lang; pick: (zh: string | undefined, en: string | undefined) => string } {
  const { i18n } = useTranslation();
  const lang: Lang = i18n.language === "en" ? "en" : "zh";
  return { lang, pick: (zhText, enText) => (lang === "en" ? enText || zhText : zhText || enText) ?? "" };
}
