import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { upstream } from "../api/upstream";
import { formatTime } from "../ui/time";

/** Links says how the exchange with each centre stands; each opens its orders. */
export function Links({ chosen, onChoose }: { chosen: string | undefined; onChoose: (code: string | undefined) => void }) {
  const { t } = useTranslation();
  const links = useQuery({ queryKey: ["centreLinks"], queryFn: upstream.links, refetchInterval: 30_000 }).data?.items ?? [];
  if (links.length === 0) return <p className="desk-foot muted">{t("upstream.noLinks")}</p>;
  return (
    <div className="upstream-links">
      <h2 className="upstream-links-title">{t("upstream.links")}</h2>
      <ul>
        {links.map((link) => (
          <li key={link.code}>
            <button type="button" className={chosen === link.code ? "chip chip-on" : "chip"} aria-pressed={chosen === link.code} onClick={() => onChoose(chosen === link.code ? undefined : link.code)} data-testid="centre-link">
              {t(`upstream.place.${link.place}`)} {link.name}
            </button>
            <span className="muted"> {t(`upstream.via.${link.via}`)}</span>
            {!link.active ? <span className="bad"> {t("upstream.off")}</span>
              : link.trouble ? <span className="bad"> ▲ {t(`upstream.trouble.${link.trouble.replace(".", "_")}`, { defaultValue: link.trouble })}</span>
              : link.seen_at ? <span className="ok num"> {t("upstream.seen", { at: formatTime(link.seen_at, "short") })}</span>
              : <span className="doubt"> {t("upstream.unseen")}</span>}
            {link.waiting > 0 ? <span className="doubt"> {t("upstream.waiting", { count: link.waiting })}</span> : null}
          </li>
        ))}
      </ul>
    </div>
  );
}
