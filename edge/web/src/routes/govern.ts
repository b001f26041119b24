import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { gate, text, type Raw } from "./base";

const duties = createRoute({
  getParentRoute: () => gate, path: "/govern/duties", validateSearch: (s: Raw) => text(s, "tab", "id", "member", "kind", "state"), component: lazyRouteComponent(() => import("../govern/duties"), "Duties"),
});
const members = createRoute({
  getParentRoute: () => gate, path: "/govern/members", validateSearch: (s: Raw) => text(s, "tab", "id", "member", "state"), component: lazyRouteComponent(() => import("../govern/members"), "MembersScreen"),
});
const meetings = createRoute({
  getParentRoute: () => gate, path: "/govern/meetings", validateSearch: (s: Raw) => text(s, "tab", "id", "state", "kind"), component: lazyRouteComponent(() => import("../govern/meetings"), "Meetings"),
});
const rankings = createRoute({
  getParentRoute: () => gate, path: "/govern/rankings", validateSearch: (s: Raw) => text(s, "sheet", "id", "member", "protests"), component: lazyRouteComponent(() => import("../govern/rankings"), "Rankings"),
});
const returns = createRoute({
  getParentRoute: () => gate, path: "/govern/returns", validateSearch: (s: Raw) => text(s, "id", "state", "form", "period", "overdue"), component: lazyRouteComponent(() => import("../govern/returns"), "Returns"),
});

/** The addresses of the joint conference. */
export const governRoutes = [duties, members, meetings, rankings, returns] as const;
