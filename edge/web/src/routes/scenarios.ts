import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { gate, text, type Raw } from "./base";

const scenarios = createRoute({
  getParentRoute: () => gate, path: "/scenarios", validateSearch: (s: Raw) => text(s, "code", "hits", "from", "to"),
  component: lazyRouteComponent(() => import("../scenarios/scenarios"), "Scenarios"),
});
const work = createRoute({
  getParentRoute: () => gate, path: "/scenarios/work", validateSearch: (s: Raw) => text(s, "list", "code"), component: lazyRouteComponent(() => import("../scenarios/work"), "Work"),
});
const edit = createRoute({
  getParentRoute: () => gate, path: "/scenarios/edit", validateSearch: (s: Raw) => text(s, "id", "tab"), component: lazyRouteComponent(() => import("../scenarios/editor"), "ScenarioEditor"),
});
const quality = createRoute({ getParentRoute: () => gate, path: "/scenarios/quality", validateSearch: (s: Raw) => text(s, "id"), component: lazyRouteComponent(() => import("../scenarios/quality"), "QualityScreen") });

const suppressions = createRoute({
  getParentRoute: () => gate, path: "/scenarios/suppressions", validateSearch: (s: Raw) => text(s, "state", "code"), component: lazyRouteComponent(() => import("../scenarios/suppressions"), "Suppressions"),
});

/** The addresses of scenarios: those in force, those being written, how good they are. */
export const scenarioRoutes = [scenarios, work, edit, quality, suppressions] as const;
