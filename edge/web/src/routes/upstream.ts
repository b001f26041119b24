import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { gate, text, type Raw } from "./base";

const orders = createRoute({
  getParentRoute: () => gate, path: "/upstream", validateSearch: (s: Raw) => text(s, "id", "list", "centre"), component: lazyRouteComponent(() => import("../upstream/screen"), "CentreOrders"),
});

/** The address of the orders between centres. */
export const upstreamRoutes = [orders] as const;
