import { Link } from "@tanstack/react-router";
import { Button, Drawer } from "antd";
import { useTranslation } from "react-i18next";
import type { Session } from "../api/types";
import { Icon } from "./icon";
import type { Place } from "./menu";
import { useSignOut } from "./signout";
import { LangSwitch } from "./topbar";

/** More holds on a phone what the tabs have no room for. */
export function More({ open, onClose, session, places, onPassword }: {
  open: boolean; onClose: () => void; session: Session; places: Place[]; onPassword: () => void;
}) {
  const { t } = useTranslation();
  const signOut = useSignOut();
  return (
    <Drawer open={open} onClose={onClose} placement="bottom" size={320} title={session.user.name}>
      <p className="muted">{session.unit.name}</p>
      {places.map((place) => (
        <Link key={place.key} to={place.path} className="more-link" onClick={onClose}>
          <Icon path={place.icon} />
          {t(`menu.${place.key}`)}
        </Link>
      ))}
      <div className="form-foot">
        <LangSwitch />
        <Button onClick={onPassword}>{t("password.change")}</Button>
        <Button onClick={() => void signOut()}>{t("shell.signOut")}</Button>
      </div>
    </Drawer>
  );
}
