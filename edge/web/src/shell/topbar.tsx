import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useLamp } from "../api/live";
import type { Session } from "../api/types";
import { OfflineLamp } from "../offline/lamp";
import { setLang, useLang } from "../i18n";
import { ServerClock } from "../ui/clock";
import { useSignOut } from "./signout";

/** LiveLamp says whether changes are being pushed: a disc when they are, a hollow ring with a word when not. */
export function LiveLamp() {
  const { t } = useTranslation();
  const lamp = useLamp();
  return (
    <span className={`live live-${lamp}`} data-testid="live-lamp" data-state={lamp} role="status" title={t(`live.${lamp}Hint`)}>
      <i aria-hidden="true" />
      {t(`live.${lamp}`)}
    </span>
  );
}

export function LangSwitch() {
  const { t } = useTranslation();
  const { lang } = useLang();
  return (
    <Button size="small" type="text" onClick={() => setLang(lang === "zh" ? "en" : "zh")} data-testid="lang-switch" lang={lang === "zh" ? "en" : "zh"}>
      {t("shell.otherLang")}
    </Button>
  );
}

export function TopBar({ session, demo, onJump, onKeys, onPassword }: { session: Session; demo: boolean; onJump: () => void; onKeys: () => void; onPassword: () => void }) {
  const { t } = useTranslation();
  const signOut = useSignOut();
  return (
    <header className="topbar">
      {demo ? <span className="demo-mark">{t("shell.demo")}</span> : null}
      <span className="who">
        <b>{session.unit.name}</b>
        <button type="button" className="who-name" onClick={onPassword} title={t("password.change")}>{session.user.name}</button>
        <span className="muted who-roles">{(session.roles ?? []).map((role) => t(`role.${role}`, { defaultValue: role })).join(t("shell.comma"))}</span>
      </span>
      <span className="grow" />
      <button type="button" className="jump-button" onClick={onJump} aria-label={t("jump.title")}>
        <span>{t("jump.short")}</span>
        <kbd>Ctrl K</kbd>
      </button>
      <OfflineLamp user={session.user.id} />
      <LiveLamp />
      <ServerClock />
      <LangSwitch />
      <Button size="small" type="text" onClick={onKeys} aria-label={t("keys.title")} className="desk-only">?</Button>
      <Button size="small" type="text" onClick={() => signOut()} className="desk-only" data-testid="sign-out">{t("shell.signOut")}</Button>
    </header>
  );
}
