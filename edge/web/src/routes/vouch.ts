import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { gate, text, type Raw } from "./base";

const impostors = createRoute({
  getParentRoute: () => gate, path: "/impostors", validateSearch: (s: Raw) => text(s, "list", "id"), component: lazyRouteComponent(() => import("../vouch/alarms"), "Impostors"),
});

/** The address of impostor alarms. The citizen's page, /verify, is no part of the console: the centre serves it without scripts. */
export const vouchRoutes = [impostors] as const;
