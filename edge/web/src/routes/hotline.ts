import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { gate, text, type Raw } from "./base";

const desk = createRoute({
  getParentRoute: () => gate, path: "/hotline", validateSearch: (s: Raw) => text(s, "id", "list"), component: lazyRouteComponent(() => import("../hotline/desk"), "CallDesk"),
});

/** The addresses of the hotline desk. */
export const hotlineRoutes = [desk] as const;
