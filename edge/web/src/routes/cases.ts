import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { CASE_SIDES } from "../api/cases";
import { gate, text, type Raw } from "./base";

const list = createRoute({
  getParentRoute: () => gate, path: "/cases", validateSearch: (s: Raw) => text(s, "tab", "id", "new", ...CASE_SIDES), component: lazyRouteComponent(() => import("../cases/cases"), "Cases"),
});

/** The addresses of the case register. */
export const caseRoutes = [list] as const;
