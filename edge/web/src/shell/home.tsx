import { Navigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSession } from "../ui/session";
import { Nothing } from "../ui/states";
import { placesFor } from "./menu";

/** Home leads to the first place that the user's rights open: Today for those who work, their own page for administrators. */
export function Home() {
  const { t } = useTranslation();
  const { session } = useSession();
  const first = placesFor(session?.rights ?? [])[0];
  if (first) return <Navigate to={first.path} replace />;
  return <Nothing title={t("shell.noRights")} hint={t("shell.noRightsHint")} />;
}
