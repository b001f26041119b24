import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { gate, text, type Raw } from "./base";

const publicity = createRoute({
  getParentRoute: () => gate, path: "/outreach", validateSearch: (s: Raw) => text(s, "tab", "new", "id", "venue", "form", "kind", "unit", "region", "campaign", "task", "large", "from", "to", "state"),
  component: lazyRouteComponent(() => import("../outreach/outreach"), "Outreach"),
});
const targets = createRoute({
  getParentRoute: () => gate, path: "/targets", validateSearch: (s: Raw) => text(s, "rows", "column", "from", "to", "region", "state", "id"),
  component: lazyRouteComponent(() => import("../outreach/targets"), "Targets"),
});
const messages = createRoute({
  getParentRoute: () => gate, path: "/group-messages", validateSearch: (s: Raw) => text(s, "state", "id", "new"),
  component: lazyRouteComponent(() => import("../outreach/messages"), "GroupMessages"),
});

/** The addresses of publicity. */
export const outreachRoutes = [publicity, targets, messages] as const;
