import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { gate, text, type Raw } from "./base";

const requests = createRoute({
  getParentRoute: () => gate, path: "/lines", validateSearch: (s: Raw) => text(s, "side", "all"), component: lazyRouteComponent(() => import("../lines/requests"), "Requests"),
});
const warning = createRoute({
  getParentRoute: () => gate, path: "/lines/$id", component: lazyRouteComponent(() => import("../lines/lines"), "LinesScreen"),
});

/** The addresses of parallel dissuasion: requests of both sides, and one warning with its lines. */
export const lineRoutes = [requests, warning] as const;
