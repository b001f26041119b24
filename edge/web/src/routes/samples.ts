import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { gate, text, type Raw } from "./base";

const list = createRoute({
  getParentRoute: () => gate, path: "/samples", validateSearch: (s: Raw) => text(s, "period", "state"), component: lazyRouteComponent(() => import("../samples/samples"), "Samples"),
});

/** The address of the call-backs of feedback. */
export const sampleRoutes = [list] as const;
