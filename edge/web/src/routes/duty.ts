import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { gate, text, type Raw } from "./base";

const roster = createRoute({
  getParentRoute: () => gate, path: "/duty", validateSearch: (s: Raw) => text(s, "unit", "from", "shift", "list"), component: lazyRouteComponent(() => import("../duty/roster"), "Roster"),
});
const handover = createRoute({
  getParentRoute: () => gate, path: "/handover", validateSearch: (s: Raw) => text(s, "id"), component: lazyRouteComponent(() => import("../duty/handover"), "HandOvers"),
});

/** The addresses of duty and hand-over. */
export const dutyRoutes = [roster, handover] as const;
