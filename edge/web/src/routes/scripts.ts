import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { gate, text, type Raw } from "./base";

const library = createRoute({
  getParentRoute: () => gate, path: "/scripts", validateSearch: (s: Raw) => text(s, "fraud", "q", "code"), component: lazyRouteComponent(() => import("../scripts/scripts"), "Scripts"),
});

/** The address of dissuasion scripts. */
export const scriptRoutes = [library] as const;
