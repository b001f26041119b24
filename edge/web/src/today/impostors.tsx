import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { vouch } from "../api/vouch";
import { useSession } from "../ui/session";

/** ImpostorStrip tells the supervisor of impostor alarms: how many wait, and how many are being worked on. */
export function ImpostorStrip() {
  const { t } = useTranslation();
  const { can } = useSession();
  const may = can("hotline.lead");
  const counts = useQuery({ queryKey: ["impostors", "counts"], queryFn: vouch.counts, enabled: may }).data;
  if (!counts || counts.open + counts.taken === 0) return null;
  return (
    <nav className="counts" aria-label={t("menu.impostors")}>
      <Link to="/impostors" className={counts.open > 0 ? "count count-hot" : "count"} data-testid="count-impostors"><b className="num">{counts.open}</b><span>{t("vouch.countOpen")}</span></Link>
      {counts.taken > 0 ? <Link to="/impostors" className="count" data-testid="count-impostors-taken"><b className="num">{counts.taken}</b><span>{t("vouch.countTaken")}</span></Link> : null}
    </nav>
  );
}
