import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { ASK_WORDS } from "../ui/figurelink";
import { gate, text, type Raw } from "./base";

const behind = createRoute({
  getParentRoute: () => gate, path: "/behind", validateSearch: (s: Raw) => text(s, "code", "part", ...ASK_WORDS),
  component: lazyRouteComponent(() => import("../indicators/behind"), "Behind"),
});
const indicators = createRoute({
  getParentRoute: () => gate, path: "/indicators", validateSearch: (s: Raw) => text(s, "code", "q", "period", "at", "by"),
  component: lazyRouteComponent(() => import("../indicators/indicators"), "Indicators"),
});

/** The addresses of the figures: situation, wall, bulletins, dictionary, query. */
export const figures = [behind, indicators] as const;
/** Those that stand without the frame: the wall fills the whole screen. */
export const bareFigures = [] as const;
