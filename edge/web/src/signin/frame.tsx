import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLang } from "../i18n";
import { LangSwitch } from "../shell/topbar";
import { useSite } from "../ui/session";

/** SignFrame is the plain page around everything that happens before a session. */
export function SignFrame({ title, children, wide = false }: { title: string; children: ReactNode; wide?: boolean }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const site = useSite();
  return (
    <div className="sign">
      <header className="sign-head">
        <span className="sign-name">{pick(site?.name_zh, site?.name_en) || t("shell.product")}</span>
        {site?.demo ? <span className="demo-mark">{t("shell.demo")}</span> : null}
        <span className="grow" />
        <LangSwitch />
      </header>
      <main className={wide ? "sign-box sign-wide" : "sign-box"}>
        <h1>{title}</h1>
        {children}
      </main>
      <footer className="sign-foot muted">{t("sign.foot")}</footer>
    </div>
  );
}
