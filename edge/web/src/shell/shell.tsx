import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Session } from "../api/types";
import { useLang } from "../i18n";
import { useKeys } from "../ui/keys";
import { useSite } from "../ui/session";
import { Icon } from "./icon";
import { IdleGuard } from "./idle";
import { Jump } from "./jump";
import { KeyList } from "./keylist";
import { FLAT_MOST, grouped, OPEN_AT_FIRST, placesFor, type Place } from "./menu";
import { More } from "./more";
import { TopBar } from "./topbar";

/** Forms are heavy and a password is changed rarely: loaded when asked for. */
const ChangePassword = lazy(() => import("./changepassword").then((part) => ({ default: part.ChangePassword })));

/** How many tabs fit the bottom bar of a phone beside "more". */
const PHONE_TABS = 4;

/** Shell is the frame of every screen: menu left, bar on top, on phones the tabs below. */
export function Shell({ session }: { session: Session }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const site = useSite();
  const places = placesFor(session.rights ?? []);
  const [open, setOpen] = useState<"jump" | "keys" | "more" | "password">();
  const close = () => setOpen(undefined);
  const where = useLocation();
  useKeys({ "ctrl+k": () => setOpen("jump"), "?": () => setOpen("keys") });
  useTitle(places, where.pathname);
  useEffect(close, [where.pathname, where.searchStr]);
  return (
    <div className="shell">
      <a className="skip" href="#main">{t("shell.skip")}</a>
      <nav className="menu" aria-label={t("shell.menu")}>
        <div className="brand">{pick(site?.name_zh, site?.name_en) || t("shell.product")}</div>
        <Places places={places} here={where.pathname} />
        <div className="menu-foot num">{site?.version}</div>
      </nav>
      <TopBar session={session} demo={site?.demo ?? false} onJump={() => setOpen("jump")} onKeys={() => setOpen("keys")} onPassword={() => setOpen("password")} />
      <main id="main" className="main" tabIndex={-1}>
        <Outlet />
      </main>
      <nav className="tabbar" aria-label={t("shell.menu")}>
        {places.slice(0, PHONE_TABS).map((place) => <MenuLink key={place.key} place={place} prefix="tab" />)}
        <button type="button" className="menu-link" onClick={() => setOpen("more")}>
          <Icon path="M4 10h.1M10 10h.1M16 10h.1" />
          <span>{t("shell.more")}</span>
        </button>
      </nav>
      <Jump open={open === "jump"} onClose={close} places={places} />
      <KeyList open={open === "keys"} onClose={close} />
      <More open={open === "more"} onClose={close} session={session} places={places.slice(PHONE_TABS)} onPassword={() => setOpen("password")} />
      {open === "password" ? <Suspense><ChangePassword onClose={close} /></Suspense> : null}
      <IdleGuard seconds={session.idle_timeout_s} />
    </div>
  );
}

/** Places are the menu: a plain list when it is short, else groups that open and close; the group of this page is always open. */
function Places({ places, here }: { places: Place[]; here: string }) {
  const { t } = useTranslation();
  const [turned, setTurned] = useState<Record<string, boolean>>({});
  if (places.length <= FLAT_MOST) return <>{places.map((place) => <MenuLink key={place.key} place={place} />)}</>;
  return (
    <div className="menu-groups">
      {grouped(places).map(({ group, places: inside }) => {
        const open = turned[group] ?? (OPEN_AT_FIRST.includes(group) || inside.some((place) => here.startsWith(place.path)));
        return (
          <section key={group}>
            <button type="button" className="menu-group" aria-expanded={open} onClick={() => setTurned({ ...turned, [group]: !open })} data-testid={`group-${group}`}>
              <span>{t(`menuGroup.${group}`)}</span><i aria-hidden="true">{open ? "−" : "+"}</i>
            </button>
            {open ? inside.map((place) => <MenuLink key={place.key} place={place} />) : null}
          </section>
        );
      })}
    </div>
  );
}

function MenuLink({ place, prefix = "menu" }: { place: Place; prefix?: string }) {
  const { t } = useTranslation();
  return (
    <Link to={place.path} className="menu-link" activeProps={{ "aria-current": "page" }} activeOptions={{ includeSearch: false }} data-testid={`${prefix}-${place.key}`}>
      <Icon path={place.icon} />
      <span>{t(`menu.${place.key}`)}</span>
    </Link>
  );
}

/** useTitle names the screen in the browser's tab: officers keep several open. */
function useTitle(places: Place[], pathname: string): void {
  const { t } = useTranslation();
  const here = places.find((place) => pathname.startsWith(place.path));
  const title = here ? `${t(`menu.${here.key}`)} · ${t("shell.product")}` : t("shell.product");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
