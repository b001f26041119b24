import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Nothing } from "../ui/states";

export function Lost() {
  const { t } = useTranslation();
  return <Nothing title={t("shell.lost")} hint={t("shell.lostHint")} action={<Link to="/">{t("shell.toHome")}</Link>} />;
}
