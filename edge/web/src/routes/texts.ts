import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { gate, text, type Raw } from "./base";

const texts = createRoute({
  getParentRoute: () => gate, path: "/texts", validateSearch: (s: Raw) => text(s, "list", "state", "template", "unit", "day", "id", "target_id"),
  component: lazyRouteComponent(() => import("../texts/texts"), "TextsScreen"),
});

/** The address of the text messages. */
export const textRoutes = [texts] as const;
