import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { ASK_WORDS } from "../ui/figurelink";
import { bare, gate, text, type Raw } from "./base";

const behind = createRoute({
  getParentRoute: () => gate, path: "/behind", validateSearch: (s: Raw) => text(s, "code", "part", "printed", ...ASK_WORDS),
  component: lazyRouteComponent(() => import("../indicators/behind"), "Behind"),
});
const indicators = createRoute({
  getParentRoute: () => gate, path: "/indicators", validateSearch: (s: Raw) => text(s, "code", "q", "period", "at", "by"),
  component: lazyRouteComponent(() => import("../indicators/indicators"), "Indicators"),
});

const situation = createRoute({
  getParentRoute: () => gate, path: "/situation", validateSearch: (s: Raw) => text(s, "period", "at"),
  component: lazyRouteComponent(() => import("../wall/situation"), "SituationScreen"),
});
const bulletins = createRoute({
  getParentRoute: () => gate, path: "/bulletins", validateSearch: (s: Raw) => text(s, "list", "kind"), component: lazyRouteComponent(() => import("../bulletins/list"), "Bulletins"),
});
const issue = createRoute({
  getParentRoute: () => gate, path: "/bulletins/$id", validateSearch: (s: Raw) => text(s, "tab"), component: lazyRouteComponent(() => import("../bulletins/issue"), "IssueScreen"),
});
const leader = createRoute({
  getParentRoute: () => gate, path: "/leader", validateSearch: (s: Raw) => text(s, "look"), component: lazyRouteComponent(() => import("../leader/leader"), "Leader"),
});
const query = createRoute({ getParentRoute: () => gate, path: "/query", component: lazyRouteComponent(() => import("../query/query"), "QueryScreen") });
const wall = createRoute({
  getParentRoute: () => bare, path: "/wall", validateSearch: (s: Raw) => text(s, "scene"), component: lazyRouteComponent(() => import("../wall/wall"), "Wall"),
});
const map = createRoute({ getParentRoute: () => gate, path: "/map", component: lazyRouteComponent(() => import("../map/map"), "MapScreen") });

/** The addresses of the figures: situation, wall, bulletins, dictionary, query. */
export const figures = [behind, indicators, situation, map, bulletins, issue, leader, query] as const;
/** Those that stand without the frame: the wall fills the whole screen. */
export const bareFigures = [wall] as const;
